/**
 * Rows for the members of a set of few: which set bit of a bitset a bit is. With them a column about some nodes needs no room for all.
 * Source: Jacobson, Space-efficient static trees and graphs, 1989 (one level of counts).
 */
import type { Bitset } from './bitset.ts';
import { createColumn } from './growableColumn.ts';

export interface RankedBits {
  /** Set bits. */
  readonly count: number;
  /** How many set bits stand before bit `index`, which is set itself. Cost: two reads. */
  rankOf(index: number): number;
}

/** Of the first `length` bits, which may not change afterwards. 1 bit extra for each. Errors: outOfMemory. */
export function createRankedBits(bits: Bitset, length: number): RankedBits {
  const words = (length + 31) >>> 5;
  const rankByWord = createColumn(Uint32Array, words);
  let count = 0;
  for (let word = 0; word < words; word++) {
    rankByWord[word] = count;
    count += countBits(bits[word]!);
  }
  return { count, rankOf: (index) => rankByWord[index >>> 5]! + countBits(bits[index >>> 5]! & ((1 << (index & 31)) - 1)) };
}

/** Set bits of 32. Source: Warren, Hacker's Delight, 5-1. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
