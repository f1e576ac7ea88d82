/** Columns of sizes: four bytes a row as long as the sum fits, eight when it does not. */
import type { Bytes } from '../../protocol/units.ts';
import { createColumn } from './growableColumn.ts';

/** Sizes by row. Exact either way: sums of heaps above 4 GiB are kept as doubles, exact up to 2^53. */
export type BytesColumn = Uint32Array | Float64Array;

const MAX_UINT32 = 0xffffffff;

/** `length` rows of 0 that can hold any part of `totalBytes`. Errors: outOfMemory. */
export function createBytesColumn(length: number, totalBytes: Bytes): BytesColumn {
  return totalBytes <= MAX_UINT32 ? createColumn(Uint32Array, length) : createColumn(Float64Array, length);
}
