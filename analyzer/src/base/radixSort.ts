/** Sorting of rows by a 32-bit key in linear time. */
import { createColumn } from './growableColumn.ts';

/** 2^11 buckets: their write positions stay within the first-level cache, which 2^16 would not. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** `rows` by ascending keys[row]; equal keys keep their order. Returns a new array. Cost: as sortedByUint32(). */
export function sortByUint32(rows: Uint32Array, keys: Uint32Array): Uint32Array {
  return sortedByUint32(rows, keys).rows;
}

/**
 * The same with each row's key. O(n); digits that all keys share cost one look. 16 bytes a row extra: keys travel with their rows, so
 * that each pass reads memory in order.
 */
export function sortedByUint32(rows: Uint32Array, keys: Uint32Array): { readonly rows: Uint32Array; readonly keys: Uint32Array } {
  const length = rows.length;
  let fromRows: Uint32Array = rows;
  let fromKeys: Uint32Array = createColumn(Uint32Array, length);
  let union = 0;
  let common = 0xffffffff;
  for (let place = 0; place < length; place++) {
    const key = keys[rows[place]!]!;
    fromKeys[place] = key;
    union |= key;
    common &= key;
  }
  let toRows: Uint32Array = createColumn(Uint32Array, length);
  let toKeys: Uint32Array = createColumn(Uint32Array, length);
  const starts = new Uint32Array(DIGITS + 1);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    if ((((union ^ common) >>> shift) & (DIGITS - 1)) === 0) continue;
    starts.fill(0);
    for (let place = 0; place < length; place++) starts[((fromKeys[place]! >>> shift) & (DIGITS - 1)) + 1]!++;
    for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
    for (let place = 0; place < length; place++) {
      const key = fromKeys[place]!;
      const to = starts[(key >>> shift) & (DIGITS - 1)]!++;
      toKeys[to] = key;
      toRows[to] = fromRows[place]!;
    }
    const spareRows = fromRows === rows ? createColumn(Uint32Array, length) : fromRows;
    [fromRows, toRows] = [toRows, spareRows];
    [fromKeys, toKeys] = [toKeys, fromKeys];
  }
  return { rows: fromRows === rows ? rows.slice() : fromRows, keys: fromKeys };
}
