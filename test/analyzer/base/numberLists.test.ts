/** Lists of numbers and rows for few of many, against JavaScript's own maps. */
import assert from 'node:assert/strict';
import { bitsAt, hasBit } from '../../../analyzer/src/base/bitset.ts';
import { createNumberLists } from '../../../analyzer/src/base/numberLists.ts';
import { rankOf, rankWords } from '../../../analyzer/src/base/rankedBits.ts';

describe('number lists', () => {
  it('are numbered as they first come, and found again', () => {
    const lists = createNumberLists();
    const known = new Map<string, number>();
    const rows = new Uint32Array(8);
    let state = 1;
    const below = (limit: number): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % limit;
    for (let step = 0; step < 60_000; step++) {
      const list = Array.from({ length: below(6) }, () => (below(9) === 0 ? 0xffffffff : below(12)));
      rows.fill(step); // what stands behind the list is none of it
      rows.set(list);
      const key = list.join();
      const expected = known.get(key) ?? known.size;
      known.set(key, expected);
      if (lists.intern(rows, list.length) !== expected) assert.fail(`list ${key} of step ${step} is not ${expected}`);
    }
    assert.ok(known.size > 10_000, 'the table had to grow');
    assert.equal(lists.count, known.size);
    const { firsts, numbers } = lists.lists();
    assert.deepEqual([...known.keys()], [...known.values()].map((list) => [...numbers.subarray(firsts[list], firsts[list + 1])].join()));
    assert.equal(firsts.length, known.size + 1);
  });

  it('tell lists apart that begin alike, and the empty one', () => {
    const lists = createNumberLists();
    const numberOf = (...list: number[]): number => lists.intern(Uint32Array.from(list), list.length);
    assert.deepEqual([numberOf(1, 2), numberOf(1), numberOf(), numberOf(0), numberOf(2, 1), numberOf(1, 2), numberOf()], [0, 1, 2, 3, 4, 0, 2]);
  });

  it('may stay empty', () => assert.deepEqual(createNumberLists().lists(), { firsts: Uint32Array.of(0), numbers: new Uint32Array(0) }));
});

describe('ranks', () => {
  for (const [which, isMember] of Object.entries({
    'some bits': (index: number) => (Math.imul(index, 2_654_435_761) >>> 0) % 3 === 0,
    'all bits': () => true,
    'the ends of words': (index: number) => index % 32 === 0 || index % 32 === 31,
  })) {
    it(`count what stands before, for ${which}`, () => {
      const length = 1000;
      const members = Array.from({ length }, (_, index) => index).filter(isMember);
      const bits = bitsAt(members, length);
      const { rankByWord, count } = rankWords(bits);
      assert.equal(count, members.length);
      assert.deepEqual(members.map((index) => rankOf(bits, rankByWord, index)), [...members.keys()]);
      for (let index = 0; index < length; index++) assert.equal(hasBit(bits, index), isMember(index), `bit ${index}`);
    });
  }
});
