/** Paging and filtering of lists. */
import assert from 'node:assert/strict';
import { pageOf, passesFilter } from '../../../analyzer/src/session/pages.ts';

const letters = [...'abcdefg'];
const page = (offset: number, limit: number) => pageOf(letters, { offset, limit }, (letter) => letter);

describe('pageOf', () => {
  it('cuts the asked stretch and tells the length of the whole', () => {
    assert.deepEqual(page(2, 3), { offset: 2, total: 7, rows: ['c', 'd', 'e'] });
  });
  it('ends at the end', () => {
    assert.deepEqual(page(5, 10).rows, ['f', 'g']);
    assert.deepEqual(page(7, 10), { offset: 7, total: 7, rows: [] });
    assert.deepEqual(page(99, 10), { offset: 7, total: 7, rows: [] });
  });
  it('takes nonsense for nothing', () => {
    assert.deepEqual(page(-3, 2).rows, ['a', 'b']);
    assert.deepEqual(page(0, -1).rows, []);
    assert.deepEqual(page(NaN, NaN).rows, []);
  });
  it('never gives more than 1000 rows, and makes only those', () => {
    let made = 0;
    const rows = pageOf(new Uint32Array(5000), { offset: 0, limit: 5000 }, () => ++made);
    assert.equal(rows.rows.length, 1000);
    assert.equal(rows.total, 5000);
    assert.equal(made, 1000);
  });
});

describe('passesFilter', () => {
  it('looks for a part in any case', () => {
    assert.ok(passesFilter('HashMap', 'hmap') && passesFilter('x', '') && passesFilter('x', undefined));
    assert.ok(!passesFilter('HashMap', 'tree'));
  });
});
