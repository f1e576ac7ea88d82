/** One bit a row: 7 MB for 55 million edges where bytes would take 55. */

import { createColumn } from './growableColumn.ts';

export type Bitset = Uint32Array;

/** All bits clear. Errors: outOfMemory. */
export function createBitset(length: number): Bitset {
  return createColumn(Uint32Array, (length + 31) >>> 5);
}

/** The bits at these places set. Errors: outOfMemory. */
export function bitsAt(places: Iterable<number>, length: number): Bitset {
  const bits = createBitset(length);
  for (const place of places) setBit(bits, place);
  return bits;
}

export function setBit(bits: Bitset, index: number): void {
  bits[index >>> 5]! |= 1 << (index & 31);
}

export function hasBit(bits: Bitset, index: number): boolean {
  return (bits[index >>> 5]! & (1 << (index & 31))) !== 0;
}
