/**
 * Columns of unsigned numbers that need not be in memory: names of edges and ids of nodes are asked for only to show something, so they
 * stay on disk where there is one to keep them. A source is plain data that threads hand on; a column reads it; a sink writes it.
 */
import type { ByteOffset } from '../../protocol/units.ts';

/** Rows in a file that the process holds open, in stretches one after the other. */
export interface PagedRows {
  /** A file descriptor: of the process, so that any thread can use it. */
  readonly file: number;
  readonly length: number;
  /** Little-endian 32-bit numbers. */
  readonly stretches: readonly { readonly byteOffset: ByteOffset; readonly length: number }[];
}

/** Where the numbers are. */
export type NumberSource = Uint32Array | PagedRows;

export interface NumberColumn {
  readonly length: number;
  /** The row's value. Cost: an array access when the row is in memory or was read lately, else a read of one page. */
  at(row: number): number;
  /** Rows start … end - 1; may share memory with the column. */
  slice(start: number, end: number): Uint32Array;
}

/** Takes rows in order. */
export interface NumberSink {
  /** The rows may be overwritten afterwards. */
  append(rows: Uint32Array): void;
  /** All rows that were appended. */
  finish(): NumberSource;
}

/** Makes sinks. `maxRows`: more will not come. */
export type SinkMaker = (maxRows: number) => NumberSink;

/** The column over rows in memory, which it does not copy. */
export function memoryColumn(rows: Uint32Array): NumberColumn {
  return {
    length: rows.length,
    at: (row) => rows[row]!,
    slice: (start, end) => rows.subarray(start, end),
  };
}
