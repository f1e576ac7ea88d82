/** The cache of what was used last. */
import assert from 'node:assert/strict';
import { createLatest } from '../../../analyzer/src/session/latest.ts';

describe('createLatest', () => {
  const counted = (capacity: number) => {
    const latest = createLatest<string>(capacity);
    const made: string[] = [];
    return { made, forget: latest.forget, get: (key: string) => latest.get(key, () => (made.push(key), key.toUpperCase())) };
  };
  it('makes a value once', () => {
    const { get, made } = counted(2);
    assert.deepEqual([get('a'), get('a')], ['A', 'A']);
    assert.deepEqual(made, ['a']);
  });
  it('drops what was used longest ago', () => {
    const { get, made } = counted(2);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key);
    assert.deepEqual(made, ['a', 'b', 'c', 'b']); // c pushed b out, not the a that was just used
  });
  it('forgets on request', () => {
    const { get, made, forget } = counted(3);
    for (const key of ['x1', 'y1']) get(key);
    forget((key) => key.startsWith('x'));
    for (const key of ['x1', 'y1']) get(key);
    assert.deepEqual(made, ['x1', 'y1', 'x1']);
  });
  it('keeps nothing when making fails', () => {
    const latest = createLatest<number>(2);
    assert.throws(() => latest.get('a', () => { throw new Error('no'); }), /no/);
    assert.equal(latest.get('a', () => 7), 7);
  });
});
