/**
 * Columns of numbers that need not be in memory. Passes over a whole heap take typed arrays; views look at a few rows, so what they read
 * stays on disk and is fetched a page at a time. A source is plain data that threads hand on; a column reads it; a sink writes it.
 */
import type { ByteOffset } from '../../protocol/units.ts';

/** Types of columns by the word that a file has for them. */
export const COLUMN_TYPES = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, int32: Int32Array, float64: Float64Array } as const;
interface ColumnsByType {
  readonly uint8: Uint8Array;
  readonly uint16: Uint16Array;
  readonly uint32: Uint32Array;
  readonly int32: Int32Array;
  readonly float64: Float64Array;
}
export type ColumnType = keyof ColumnsByType;
export type ColumnOf<Type extends ColumnType> = ColumnsByType[Type];
export type TypedColumn = ColumnOf<ColumnType>;

/** Rows in a file that the process holds open, in stretches one after the other, little-endian. */
export interface PagedRows {
  /** A file descriptor: of the process, so that any thread can use it. */
  readonly file: number;
  readonly type: ColumnType;
  readonly length: number;
  readonly stretches: readonly { readonly byteOffset: ByteOffset; readonly length: number }[];
}

/** A column of a capture's index (indexFile/), which checks what it reads. */
export interface IndexedRows {
  readonly indexPath: string;
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
}

/** Where the numbers are. */
export type ColumnSource = TypedColumn | PagedRows | IndexedRows;

export interface NumberColumn<Rows extends TypedColumn = TypedColumn> {
  readonly length: number;
  /** The row's value. Cost: an array access when the row is in memory or was read lately, else a read of one page. */
  at(row: number): number;
  /** Rows start … end - 1; may share memory with the column. `memory`: at least as many rows, into which they may be read. */
  slice(start: number, end: number, memory?: Rows): Rows;
}

/** Takes rows of 32 bits in order. */
export interface NumberSink {
  /** The rows may be overwritten afterwards. */
  append(rows: Uint32Array): void;
  /** All rows that were appended. */
  finish(): ColumnSource;
}

/** Makes sinks. `expectedRows`: room to make at once; more may come. */
export type SinkMaker = (expectedRows: number) => NumberSink;

export function isInMemory(source: ColumnSource): source is TypedColumn {
  return ArrayBuffer.isView(source);
}

export function typeOf(column: TypedColumn): ColumnType {
  return (Object.keys(COLUMN_TYPES) as ColumnType[]).find((type) => column instanceof COLUMN_TYPES[type])!;
}

/** The column over rows in memory, which it does not copy. */
export function memoryColumn(rows: TypedColumn): NumberColumn {
  return {
    length: rows.length,
    at: (row) => rows[row]!,
    slice: (start, end) => rows.subarray(start, end),
  };
}
