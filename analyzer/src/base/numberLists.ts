/** Short lists of numbers, each kept once and numbered in the order in which it first came: a hash table in columns. */
import { withRoom } from './growableColumn.ts';

export interface NumberLists {
  readonly count: number;
  /** Number of the list that the first `length` rows are; a new one when nobody had it yet. Cost: O(length). */
  intern(rows: Uint32Array, length: number): number;
  /** All lists one behind the other: list n is numbers[firsts[n]] … numbers[firsts[n + 1] - 1]. Copies. */
  lists(): { readonly firsts: Uint32Array; readonly numbers: Uint32Array };
}

const LEAST_SLOTS = 1 << 12;
const HASH_FACTOR = 0x9e3779b1; // 2^32 divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4)

export function createNumberLists(): NumberLists {
  let firsts = new Uint32Array(1024);
  let hashes = new Uint32Array(1024);
  let numbers = new Uint32Array(4096);
  let count = 0;
  /** List + 1, or 0; a power of two of them, at most half of them taken. */
  let slots = new Uint32Array(LEAST_SLOTS);

  const isList = (list: number, rows: Uint32Array, length: number): boolean => {
    const first = firsts[list]!;
    if (firsts[list + 1]! - first !== length) return false;
    for (let at = 0; at < length; at++) if (numbers[first + at] !== rows[at]) return false;
    return true;
  };
  const grow = (): void => {
    slots = new Uint32Array(2 * slots.length);
    const mask = slots.length - 1;
    for (let list = 0; list < count; list++) {
      let slot = hashes[list]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = list + 1;
    }
  };
  const add = (rows: Uint32Array, length: number, hash: number): number => {
    const first = firsts[count]!;
    firsts = withRoom(firsts, count + 2);
    hashes = withRoom(hashes, count + 1);
    numbers = withRoom(numbers, first + length);
    numbers.set(rows.subarray(0, length), first);
    hashes[count] = hash;
    firsts[count + 1] = first + length;
    return count++;
  };
  return {
    get count() {
      return count;
    },
    intern(rows, length) {
      const hash = hashOf(rows, length);
      const mask = slots.length - 1;
      let slot = hash & mask;
      for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
        if (hashes[entry - 1] === hash && isList(entry - 1, rows, length)) return entry - 1;
        slot = (slot + 1) & mask;
      }
      const list = add(rows, length, hash);
      slots[slot] = list + 1;
      if (2 * count > slots.length) grow();
      return list;
    },
    lists: () => ({ firsts: firsts.slice(0, count + 1), numbers: numbers.slice(0, firsts[count]) }),
  };
}

function hashOf(rows: Uint32Array, length: number): number {
  let hash = length;
  for (let at = 0; at < length; at++) {
    hash = Math.imul(hash ^ rows[at]!, HASH_FACTOR);
    hash ^= hash >>> 15; // the upper bits are the well mixed ones, a slot is taken from the lower
  }
  return hash >>> 0;
}
