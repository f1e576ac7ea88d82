/** Columns whose rows are asked for one by one or in stretches, wherever they lie: in memory or in a file. */
import type { Column } from './columnTypes.ts';

export interface PagedColumn<Rows extends Column = Column> {
  readonly length: number;
  /** The row's value. Throws when there is no such row. */
  at(row: number): number;
  /** A copy of rows `start` … `end - 1`. Throws when there are no such rows. */
  slice(start: number, end: number): Rows;
}

/** A column in memory. */
export function memoryColumn<Rows extends Column>(column: Rows): PagedColumn<Rows> {
  const { length } = column;
  return {
    length,
    at(row) {
      if (!(row >= 0 && row < length)) throw noSuchRows(row, row + 1, length);
      return column[row]!;
    },
    slice(start, end) {
      if (!(start >= 0 && start <= end && end <= length)) throw noSuchRows(start, end, length);
      return column.slice(start, end) as Rows;
    },
  };
}

/** Rows that nobody has: our own mistake, never the input's. */
export function noSuchRows(start: number, end: number, length: number): Error {
  return new Error(`Broken promise: rows ${start} … ${end - 1} are asked of a column of ${length}`);
}
