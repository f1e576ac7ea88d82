/** The kinds of columns that a column file holds, by the names that stand in the file. */
import { HeaplineError } from '../../protocol/errors.ts';
import { assert } from '../base/assert.ts';

interface Columns {
  readonly uint8: Uint8Array;
  readonly uint16: Uint16Array;
  readonly uint32: Uint32Array;
  readonly int32: Int32Array;
  readonly float64: Float64Array;
}

export type ColumnType = keyof Columns;
export type ColumnOf<Type extends ColumnType> = Columns[Type];
export type Column = ColumnOf<ColumnType>;

interface Maker<Rows> {
  readonly BYTES_PER_ELEMENT: number;
  new (memory: ArrayBufferLike, byteOffset: number, rowCount: number): Rows;
}

const ARRAYS: { readonly [Type in ColumnType]: Maker<ColumnOf<Type>> } = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, int32: Int32Array, float64: Float64Array };

export const COLUMN_TYPES = Object.keys(ARRAYS) as readonly ColumnType[];

export function isColumnType(name: unknown): name is ColumnType {
  return COLUMN_TYPES.includes(name as ColumnType);
}

/** Bytes of one row: 1, 2, 4 or 8. */
export function rowBytesOf(type: ColumnType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT;
}

/** The type's name of a column in memory. */
export function typeOf(column: Column): ColumnType {
  const type = COLUMN_TYPES.find((name) => column instanceof ARRAYS[name]);
  assert(type !== undefined, 'columns are of one of the five kinds');
  return type;
}

/** The column's bytes, not copied. At most 4 GiB, as Node 20 allows for bytes: larger columns are taken in stretches. */
export function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** The memory as a column of `rowCount` rows, not copied. */
export function viewAs<Type extends ColumnType>(type: Type, memory: ArrayBufferLike, byteOffset = 0, rowCount = (memory.byteLength - byteOffset) / rowBytesOf(type)): ColumnOf<Type> {
  return new ARRAYS[type](memory, byteOffset, rowCount) as ColumnOf<Type>;
}

/** `rowCount` rows of 0, in memory that worker threads share or in memory of our own. Errors: outOfMemory. */
export function createRows<Type extends ColumnType>(type: Type, rowCount: number, Memory: ArrayBufferConstructor | SharedArrayBufferConstructor): ColumnOf<Type> {
  try {
    return viewAs(type, new Memory(rowCount * rowBytesOf(type)), 0, rowCount);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HeaplineError('outOfMemory', `there is no memory for ${rowCount} rows of ${type}`, { cause: error });
  }
}
