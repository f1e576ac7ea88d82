/**
 * A column of unsigned numbers that is read a row at a time and need not be in memory: names of edges and ids of nodes are asked for
 * only to show something, so they stay on disk where there is one to keep them.
 */

export interface NumberColumn {
  readonly length: number;
  /** The row's value. Cost: an array access when the row is in memory or was read lately, else a read of one page. */
  at(row: number): number;
  /** Rows start … end - 1; may share memory with the column. */
  slice(start: number, end: number): Uint32Array;
}

/** The column over rows in memory, which it does not copy. */
export function memoryColumn(rows: Uint32Array): NumberColumn {
  return {
    length: rows.length,
    at: (row) => rows[row]!,
    slice: (start, end) => rows.subarray(start, end),
  };
}
