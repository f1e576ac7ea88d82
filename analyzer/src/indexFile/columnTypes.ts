/** Columns as bytes: how a column file takes them and gives them back. */
import { HeaplineError } from '../../protocol/errors.ts';
import { COLUMN_TYPES, type ColumnOf, type ColumnType, type TypedColumn } from '../base/numberColumn.ts';

interface Maker<Rows> {
  new (memory: ArrayBufferLike, byteOffset: number, rowCount: number): Rows;
}

export function isColumnType(name: unknown): name is ColumnType {
  return typeof name === 'string' && Object.hasOwn(COLUMN_TYPES, name);
}

/** Bytes of one row: 1, 2, 4 or 8. */
export function rowBytesOf(type: ColumnType): number {
  return COLUMN_TYPES[type].BYTES_PER_ELEMENT;
}

/** The column's bytes, not copied. At most 4 GiB, as Node 20 allows for bytes: larger columns are taken in stretches. */
export function bytesOf(column: TypedColumn): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** The memory as a column of `rowCount` rows, not copied. */
export function viewAs<Type extends ColumnType>(type: Type, memory: ArrayBufferLike, byteOffset = 0, rowCount = (memory.byteLength - byteOffset) / rowBytesOf(type)): ColumnOf<Type> {
  return new (COLUMN_TYPES[type] as unknown as Maker<ColumnOf<Type>>)(memory, byteOffset, rowCount);
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
