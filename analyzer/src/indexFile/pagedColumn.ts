/** Columns whose rows are asked for one by one or in stretches, wherever they lie: in memory, in a file, or one part after the other. */
import type { Column, ColumnOf, ColumnType } from './columnTypes.ts';

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

/** Parts of one type, at least one, as one column: the rows of the first, then those of the second, and so on. For few parts: a row is looked for part by part. */
export function segmentedColumn<Type extends ColumnType>(parts: readonly PagedColumn<ColumnOf<Type>>[]): PagedColumn<ColumnOf<Type>> {
  if (parts.length === 1) return parts[0]!;
  const ends: number[] = [];
  for (const part of parts) ends.push((ends.at(-1) ?? 0) + part.length);
  const length = ends.at(-1)!;
  const startOf = (part: number): number => (part === 0 ? 0 : ends[part - 1]!);
  return {
    length,
    at(row) {
      if (!(row >= 0 && row < length)) throw noSuchRows(row, row + 1, length);
      let part = 0;
      while (row >= ends[part]!) part++;
      return parts[part]!.at(row - startOf(part));
    },
    slice(start, end) {
      if (!(start >= 0 && start <= end && end <= length)) throw noSuchRows(start, end, length);
      const stretches = parts.flatMap((part, index) => {
        const from = Math.max(start - startOf(index), 0);
        const to = Math.min(end - startOf(index), part.length);
        return from < to ? [part.slice(from, to)] : [];
      });
      return joined(stretches.length === 0 ? [parts[0]!.slice(0, 0)] : stretches);
    },
  };
}

/** Rows that nobody has: our own mistake, never the input's. */
export function noSuchRows(start: number, end: number, length: number): Error {
  return new Error(`Broken promise: rows ${start} … ${end - 1} are asked of a column of ${length}`);
}

function joined<Rows extends Column>(stretches: readonly Rows[]): Rows {
  if (stretches.length === 1) return stretches[0]!;
  const rows = new (stretches[0]!.constructor as new (length: number) => Rows)(stretches.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const stretch of stretches) {
    rows.set(stretch as ArrayLike<number>, start);
    start += stretch.length;
  }
  return rows;
}
