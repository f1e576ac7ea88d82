/** Columns of a file: read a page at a time, through a window that moves along with a pass, or as a whole into memory. */
import { createColumn, type ColumnKind } from '../base/growableColumn.ts';
import { openIndexed } from '../indexFile/openIndexed.ts';
import { COLUMN_TYPES, isInMemory, memoryColumn, type ColumnSource, type NumberColumn, type PagedRows, type TypedColumn } from '../base/numberColumn.ts';
import { readColumn } from './diskColumn.ts';

/** 16,384 rows: neighbours come along, and a page of them costs about 15 µs. */
const PAGE_ROWS = 1 << 14;
/** Pages kept a column: 2 MB of 32-bit rows. */
const KEPT_PAGES = 32;

/** The column of a source, in memory or not. Errors: those of an index, see indexFile/columnFile.ts. */
export function openColumn(source: ColumnSource): NumberColumn {
  if (isInMemory(source)) return memoryColumn(source);
  return 'indexPath' in source ? openIndexed(source).paged(source.name, source.type) : createPagedColumn(source);
}

/** All rows in memory: the source itself, or what it has on disk. Errors: fileNotReadable, outOfMemory. */
export function loadColumn(source: ColumnSource): TypedColumn {
  if (isInMemory(source)) return source;
  if ('indexPath' in source) return openIndexed(source).read(source.name, source.type);
  const column = createColumn(COLUMN_TYPES[source.type] as ColumnKind<Uint32Array>, source.length);
  readRows(source, 0, column);
  return column;
}

/** Reads pages when asked; what was used last is kept. Errors of at() and slice(): fileNotReadable. */
export function createPagedColumn(rows: PagedRows): NumberColumn {
  const create = (length: number): TypedColumn => new COLUMN_TYPES[rows.type](length);
  const pages = new Map<number, TypedColumn>(); // in order of use, oldest first
  let firstRow = 0;
  let page = create(0);

  /** Memory for a page: that of the one used longest ago, once there are enough. A pass reads thousands, which nobody should have to collect. */
  const freePage = (length: number): TypedColumn => {
    if (pages.size < KEPT_PAGES) return create(length);
    const [oldest, memory] = pages.entries().next().value!;
    pages.delete(oldest);
    return memory.length === length ? memory : create(length);
  };
  const turnTo = (row: number): void => {
    const index = Math.floor(row / PAGE_ROWS);
    let found = pages.get(index);
    if (found) pages.delete(index);
    else {
      found = freePage(Math.max(0, Math.min(PAGE_ROWS, rows.length - index * PAGE_ROWS)));
      readRows(rows, index * PAGE_ROWS, found);
    }
    pages.set(index, found);
    page = found;
    firstRow = index * PAGE_ROWS;
  };

  return {
    length: rows.length,
    at(row) {
      if (row < firstRow || row >= firstRow + page.length) turnTo(row);
      return page[row - firstRow]!;
    },
    slice(start, end, memory = create(end - start)) {
      const found = memory.subarray(0, end - start);
      readRows(rows, start, found);
      return found;
    },
  };
}

/** 256 kB of 32-bit rows: large reads, and the processor's cache still holds what was read when the pass comes to it. */
export const STRETCH_ROWS = 1 << 16;
/** 4 kB of them: for passes that read a row here and there. */
export const FEW_ROWS = 1 << 10;

/** The rows that were shown last: row r is rows[r - firstRow]. Read both anew after each show(). */
export interface RowWindow<Rows extends TypedColumn> {
  readonly rows: Rows;
  readonly firstRow: number;
  /** Shows rows start … end - 1 at least. Cost: nothing when they are in sight, else a read. Errors: those of the source. */
  show(start: number, end: number): void;
}

/**
 * What is in memory is shown where it is; what is on disk is read `stretchRows` rows at a time, always into the same memory. For passes
 * that go through a column once and in order: a pass that skips much of it takes a small stretch.
 */
export function openWindow<Rows extends TypedColumn = Uint32Array>(source: ColumnSource, stretchRows: number = STRETCH_ROWS): RowWindow<Rows> {
  if (isInMemory(source)) return { rows: source as Rows, firstRow: 0, show() {} };
  const read = readerOf(source);
  let end = 0;
  const window = {
    rows: read(0, 0) as Rows,
    firstRow: 0,
    show(first: number, wantedEnd: number) {
      if (first >= window.firstRow && wantedEnd <= end) return;
      const stretchEnd = Math.max(wantedEnd, Math.min(first + stretchRows, source.length));
      end = 0; // should the read fail, nothing is in sight
      window.rows = read(first, stretchEnd) as Rows;
      window.firstRow = first;
      end = stretchEnd;
    },
  };
  return window;
}

/** Reads rows start … end - 1 into memory that the next call may use again. */
function readerOf(source: Exclude<ColumnSource, TypedColumn>): (start: number, end: number) => TypedColumn {
  if ('indexPath' in source) {
    const column = openIndexed(source).paged(source.name, source.type);
    return (start, end) => column.slice(start, end);
  }
  let memory: TypedColumn = new COLUMN_TYPES[source.type](0);
  return (start, end) => {
    if (memory.length < end - start) memory = new COLUMN_TYPES[source.type](end - start);
    const rows = memory.subarray(0, end - start);
    readRows(source, start, rows);
    return rows;
  };
}

/** Fills `found` with rows from `start` on, across stretches. Errors: fileNotReadable. */
function readRows({ file, stretches }: PagedRows, start: number, found: TypedColumn): void {
  let filled = 0;
  let firstRow = 0;
  for (const { byteOffset, length } of stretches) {
    const from = Math.max(start + filled, firstRow);
    const rows = Math.min(start + found.length, firstRow + length) - from;
    if (rows > 0) {
      readColumn(file, found.subarray(filled, filled + rows), byteOffset + (from - firstRow) * found.BYTES_PER_ELEMENT);
      filled += rows;
    }
    firstRow += length;
  }
}
