/**
 * Typed columns that are sized by an input: how much they may grow is not known, and that there is memory for them neither. They are in
 * shared memory, so that threads hand them on without a copy; memory that is never written to is never taken from the machine.
 */
import { HeaplineError } from '../../protocol/errors.ts';

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

export interface ColumnKind<Kind extends Column> {
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): Kind;
  readonly BYTES_PER_ELEMENT: number;
}

/** Columns grow by half, at least to this many rows: few copies, at most a third of spare room. */
const GROWTH = 1.5;
const LEAST_ROWS = 1024;

/** `length` rows of 0. Errors: outOfMemory. */
export function createColumn<Kind extends Column>(kind: ColumnKind<Kind>, length: number): Kind {
  try {
    return new kind(reserve(length * kind.BYTES_PER_ELEMENT), 0, length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HeaplineError('outOfMemory', `there is no memory for ${length} rows of a ${kind.name}`, { cause: error });
  }
}

/**
 * glibc takes what is smaller than this (DEFAULT_MMAP_THRESHOLD_MAX, malloc.c) from heaps of its own, one a thread, which it hardly ever gives
 * back: measured 110 to 150 MB that nobody used. Larger memory comes from the system and goes back to it, and what is never written to is
 * never there, so that asking for more costs nothing.
 */
const SYSTEM_BYTES = 32 * 1024 * 1024 + 64 * 1024;
/** Columns below this are not worth a call of the system. */
const SMALL_BYTES = 128 * 1024;

function reserve(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes < SMALL_BYTES ? bytes : Math.max(bytes, SYSTEM_BYTES));
}

/** The column with room for at least `length` rows: itself when it has, else a copy half as large again. Errors: outOfMemory. */
export function withRoom<Kind extends Column>(column: Kind, length: number): Kind {
  if (length <= column.length) return column;
  const grown = createColumn(column.constructor as ColumnKind<Kind>, Math.max(length, Math.ceil(column.length * GROWTH), LEAST_ROWS));
  (grown as Uint8Array).set(column as Uint8Array);
  return grown;
}

/** Exactly `length` rows: the column itself when it fits, else a copy, so that no spare memory is kept. Errors: outOfMemory. */
export function trimmed<Kind extends Column>(column: Kind, length: number): Kind {
  if (column.length === length) return column;
  const exact = createColumn(column.constructor as ColumnKind<Kind>, length);
  (exact as Uint8Array).set(column.subarray(0, length) as Uint8Array);
  return exact;
}
