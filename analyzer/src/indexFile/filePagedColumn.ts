/** A column in a file, whose rows are read as they are asked for. */
import type { ColumnOf, ColumnType, NumberColumn } from '../base/numberColumn.ts';
import { createRows, rowBytesOf, viewAs } from './columnTypes.ts';
import { PAGE_BYTES } from './layout.ts';
import type { PagePool } from './pagePool.ts';
import type { ColumnPlace, PageReader } from './pageReader.ts';

/** A slice of more whole pages than this goes past the pool, so that it does not push everything else out. */
const MAX_POOLED_PAGES = 16;

/** Errors of its functions: fileNotReadable, damagedIndex; outOfMemory of slice(), which copies. */
export function filePagedColumn<Type extends ColumnType>({ rowCount, firstPage }: ColumnPlace, type: Type, pool: PagePool, pages: PageReader): NumberColumn<ColumnOf<Type>> {
  const pooled = viewAs(type, pool.memory);
  const rowBytes = rowBytesOf(type);
  const rowsAPage = PAGE_BYTES / rowBytes;

  const copyFromPool = (start: number, end: number, rows: ColumnOf<Type>, targetRow: number): void => {
    for (let row = start; row < end; ) {
      const page = Math.floor(row / rowsAPage);
      const stretchEnd = Math.min(end, (page + 1) * rowsAPage);
      const shift = pool.slotOf(firstPage + page) * rowsAPage - page * rowsAPage;
      rows.set(pooled.subarray(row + shift, stretchEnd + shift) as ArrayLike<number>, targetRow + row - start);
      row = stretchEnd;
    }
  };
  return {
    length: rowCount,
    at(row) {
      if (!(row >= 0 && row < rowCount)) throw noSuchRows(row, row + 1, rowCount);
      const page = Math.floor(row / rowsAPage);
      return pooled[pool.slotOf(firstPage + page) * rowsAPage + (row - page * rowsAPage)]!;
    },
    slice(start, end, memory) {
      if (!(start >= 0 && start <= end && end <= rowCount)) throw noSuchRows(start, end, rowCount);
      const rows = memory ? (memory.subarray(0, end - start) as ColumnOf<Type>) : createRows(type, end - start, ArrayBuffer);
      const [directPage, endPage] = [Math.ceil(start / rowsAPage), Math.floor(end / rowsAPage)];
      if (endPage - directPage <= MAX_POOLED_PAGES) {
        copyFromPool(start, end, rows, 0);
        return rows;
      }
      const [directStart, directEnd] = [directPage * rowsAPage, endPage * rowsAPage];
      copyFromPool(start, directStart, rows, 0);
      pages.readPages(firstPage + directPage, rows.buffer, rows.byteOffset + (directStart - start) * rowBytes, (directEnd - directStart) * rowBytes);
      copyFromPool(directEnd, end, rows, directEnd - start);
      return rows;
    },
  };
}

/** Rows that nobody has: our own mistake, never the input's. */
function noSuchRows(start: number, end: number, length: number): Error {
  return new Error(`Broken promise: rows ${start} … ${end - 1} are asked of a column of ${length}`);
}
