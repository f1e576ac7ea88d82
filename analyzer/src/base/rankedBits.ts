/**
 * Rows for the members of a set of few: which set bit of a bitset a bit is. With them a column about some nodes needs no room for all.
 * Source: Jacobson, Space-efficient static trees and graphs, 1989 (one level of counts).
 */
import type { Bitset } from './bitset.ts';
import { createColumn } from './growableColumn.ts';

/** Of each word of 32 bits, how many set bits stand before it. 1 bit extra for each. Errors: outOfMemory. */
export function rankWords(bits: Bitset): { readonly rankByWord: Uint32Array; readonly count: number } {
  const rankByWord = createColumn(Uint32Array, bits.length);
  let count = 0;
  for (let word = 0; word < bits.length; word++) {
    rankByWord[word] = count;
    count += countBits(bits[word]!);
  }
  return { rankByWord, count };
}

/** How many set bits stand before bit `index`. `bits` must be as they were when their words were ranked. Cost: two reads. */
export function rankOf(bits: Bitset, rankByWord: Uint32Array, index: number): number {
  return rankByWord[index >>> 5]! + countBits(bits[index >>> 5]! & ((1 << (index & 31)) - 1));
}

/** Set bits of 32. Source: Warren, Hacker's Delight, 5-1. */
function countBits(word: number): number {
  const pairs = (word - ((word >>> 1) & 0x55555555)) | 0;
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
