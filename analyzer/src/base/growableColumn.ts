/**
 * Typed columns that are sized by an input: how much they may grow is not known, and that there is memory for them neither. They are in
 * shared memory, so that threads hand them on without a copy; memory that is never written to is never taken from the machine.
 */
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset } from '../../protocol/units.ts';
import { columnsIn, freePlace, isIn, takePlace, type ColumnArena } from './columnArena.ts';

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

export interface ColumnKind<Kind extends Column> {
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): Kind;
  readonly BYTES_PER_ELEMENT: number;
}

/** Columns grow by half, at least to this many rows: few copies, at most a third of spare room. */
const GROWTH = 1.5;
const LEAST_ROWS = 1024;

/** Where columns are made, and what was made there since inArena() began. Tasks of a thread run one at a time and end before they return. */
let scope: { readonly arena: ColumnArena; readonly places: ByteOffset[] } | null = null;

/** Does `work`, whose columns are made in the arena, as long as it has room. Those that are not part of the result, which is plain data, are gone afterwards. */
export function inArena<Result>(arena: ColumnArena | null, work: () => Result): Result {
  if (!arena) return work();
  const outer = scope;
  const places: ByteOffset[] = [];
  scope = { arena, places };
  let kept: ArrayBufferView[] = [];
  try {
    const result = work();
    kept = columnsIn(result, arena);
    return result;
  } finally {
    scope = outer;
    const keptOffsets = kept.map(({ byteOffset }) => byteOffset).sort((a, b) => a - b);
    places.sort((a, b) => a - b).forEach((place, index) => {
      const next = places[index + 1] ?? Infinity;
      if (!keptOffsets.some((offset) => offset >= place && offset < next)) freePlace(arena, place);
    });
  }
}

/** `length` rows of 0. Errors: outOfMemory. */
export function createColumn<Kind extends Column>(kind: ColumnKind<Kind>, length: number): Kind {
  const place = scope && takePlace(scope.arena, length * kind.BYTES_PER_ELEMENT);
  if (scope && place !== null) {
    scope.places.push(place);
    return new kind(scope.arena.buffer as SharedArrayBuffer, place, length);
  }
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

/** Lets go of a column that nobody will look at again. Does something only in an arena. */
export function release(column: Column): void {
  if (!scope || !isIn(column, scope.arena)) return;
  freePlace(scope.arena, column.byteOffset);
  const index = scope.places.indexOf(column.byteOffset);
  if (index >= 0) scope.places.splice(index, 1);
}

/** The column with room for at least `length` rows: itself when it has, else a copy half as large again, and the column itself is gone. Errors: outOfMemory. */
export function withRoom<Kind extends Column>(column: Kind, length: number): Kind {
  if (length <= column.length) return column;
  const grown = createColumn(column.constructor as ColumnKind<Kind>, Math.max(length, Math.ceil(column.length * GROWTH), LEAST_ROWS));
  (grown as Uint8Array).set(column as Uint8Array);
  release(column);
  return grown;
}

/** Exactly `length` rows: the column itself when it fits, else a copy or what is left of it, so that no spare memory is kept. Errors: outOfMemory. */
export function trimmed<Kind extends Column>(column: Kind, length: number): Kind {
  if (column.length === length) return column;
  if (scope && isIn(column, scope.arena)) {
    if (length > 0) freePlace(scope.arena, column.byteOffset, column.byteOffset + length * column.BYTES_PER_ELEMENT);
    return column.subarray(0, length) as Kind;
  }
  const exact = createColumn(column.constructor as ColumnKind<Kind>, length);
  (exact as Uint8Array).set(column.subarray(0, length) as Uint8Array);
  return exact;
}
