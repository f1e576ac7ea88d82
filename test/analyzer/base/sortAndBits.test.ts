/** Sorting by 32-bit keys and sets of bits, against JavaScript's own. */
import assert from 'node:assert/strict';
import { createBitset, hasBit, setBit } from '../../../analyzer/src/base/bitset.ts';
import { sortByUint32 } from '../../../analyzer/src/base/radixSort.ts';

describe('sortByUint32', () => {
  it('sorts all of 32 bits, equal keys in their order', () => {
    const keys = Uint32Array.from({ length: 5000 }, (_, row) => (Math.imul(row, 2_654_435_761) >>> (row % 3 === 0 ? 20 : 0)) >>> 0);
    keys.set([0, 0xffffffff, 0x80000000, 0x7fffffff, 0xffff, 0x10000], 100);
    const rows = Uint32Array.from(keys.keys());
    const expected = [...rows].sort((a, b) => keys[a]! - keys[b]! || a - b);
    assert.deepEqual([...sortByUint32(rows, keys)], expected);
    assert.deepEqual([...rows], [...keys.keys()], 'the argument is left alone');
  });

  it('sorts some of the rows, and none', () => {
    assert.deepEqual([...sortByUint32(Uint32Array.of(3, 1, 2), Uint32Array.of(9, 5, 7, 6))], [1, 3, 2]);
    assert.deepEqual([...sortByUint32(new Uint32Array(0), Uint32Array.of(1))], []);
  });
});

describe('bitset', () => {
  it('sets the bit that was meant, and no other', () => {
    const length = 100;
    const indexes = new Set([0, 1, 31, 32, 33, 63, 64, 99]); // the ends of its words, and of itself
    const bits = createBitset(length);
    for (const index of indexes) setBit(bits, index);
    for (let index = 0; index < length; index++) assert.equal(hasBit(bits, index), indexes.has(index), `bit ${index}`);
  });
});
