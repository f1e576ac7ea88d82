/** A column whose rows are read from a file a page at a time. */
import { readSync } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import type { NumberColumn, NumberSource, PagedRows } from '../base/numberColumn.ts';
import { memoryColumn } from '../base/numberColumn.ts';

/** 64 kB: neighbours come along, and a page costs about 15 µs. */
const PAGE_ROWS = 1 << 14;
/** Pages kept: 2 MB a column. */
const KEPT_PAGES = 32;
const ROW_BYTES = 4;

/** The column of a source, in memory or not. */
export function openColumn(source: NumberSource): NumberColumn {
  return source instanceof Uint32Array ? memoryColumn(source) : createPagedColumn(source);
}

/** Reads pages when asked; what was used last is kept. Errors of at() and slice(): fileNotReadable. */
export function createPagedColumn(rows: PagedRows): NumberColumn {
  const pages = new Map<number, Uint32Array>(); // in order of use, oldest first
  let firstRow = 0;
  let page = new Uint32Array(0);

  const turnTo = (row: number): void => {
    const index = Math.floor(row / PAGE_ROWS);
    let found = pages.get(index);
    pages.delete(index);
    if (!found) {
      if (pages.size >= KEPT_PAGES) pages.delete(pages.keys().next().value!);
      found = readRows(rows, index * PAGE_ROWS, Math.min(PAGE_ROWS, rows.length - index * PAGE_ROWS));
    }
    pages.set(index, found);
    page = found as Uint32Array<ArrayBuffer>;
    firstRow = index * PAGE_ROWS;
  };

  return {
    length: rows.length,
    at(row) {
      if (row < firstRow || row >= firstRow + page.length) turnTo(row);
      return page[row - firstRow]!;
    },
    slice: (start, end) => readRows(rows, start, end - start),
  };
}

/** `count` rows from `start` on, across stretches. Errors: fileNotReadable. */
function readRows({ file, stretches }: PagedRows, start: number, count: number): Uint32Array {
  const found = new Uint32Array(count);
  const bytes = new Uint8Array(found.buffer);
  let filled = 0;
  let firstRow = 0;
  for (const { byteOffset, length } of stretches) {
    const from = Math.max(start + filled, firstRow);
    const rows = Math.min(start + count, firstRow + length) - from;
    if (rows > 0) {
      readFully(file, bytes.subarray(filled * ROW_BYTES, (filled + rows) * ROW_BYTES), byteOffset + (from - firstRow) * ROW_BYTES);
      filled += rows;
    }
    firstRow += length;
  }
  return found;
}

/** Fills `bytes` from the file. One call reads at most 2 GiB, and less when it likes. Errors: fileNotReadable. */
export function readFully(file: number, bytes: Uint8Array, byteOffset: number): void {
  for (let filled = 0; filled < bytes.length; ) {
    let count;
    try {
      count = readSync(file, bytes, filled, Math.min(bytes.length - filled, MAX_READ_BYTES), byteOffset + filled);
    } catch (error) {
      throw new HeaplineError('fileNotReadable', `columns on disk cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, { cause: error });
    }
    if (count === 0) throw new HeaplineError('fileNotReadable', 'columns on disk end too early');
    filled += count;
  }
}

const MAX_READ_BYTES = 1 << 30;
