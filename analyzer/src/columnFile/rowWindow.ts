/** A look at a column that moves along with a pass over it. */
import { COLUMN_TYPES, isInMemory, type ColumnSource, type TypedColumn } from '../base/numberColumn.ts';
import { openIndexed } from '../indexFile/openIndexed.ts';
import { readRows } from './pagedColumn.ts';

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
      end = Math.max(wantedEnd, Math.min(first + stretchRows, source.length));
      window.rows = read(first, end) as Rows;
      window.firstRow = first;
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
