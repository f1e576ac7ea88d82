/** Numbers for people. */
import assert from 'node:assert/strict';
import { formatBytes, formatCount, formatDelta, formatShare } from '../../../analyzer/src/report/formatNumbers.ts';

describe('formatBytes', () => {
  const cases: [number, string][] = [
    [0, '0 bytes'], [999, '999 bytes'], [1000, '1.0 kB'], [99_949, '99.9 kB'], [99_951, '100 kB'], [999_499, '999 kB'],
    [999_500, '1.0 MB'], /* rounds up to the next unit rather than to 1000 kB */ [14_200_000, '14.2 MB'], [3.1e9, '3.1 GB'], [5e15, '5000 TB'], [-2500, '-2.5 kB'],
  ];
  for (const [bytes, text] of cases) it(`${bytes} is ${text}`, () => assert.equal(formatBytes(bytes), text));
});

describe('counts, deltas and shares', () => {
  it('group thousands', () => assert.equal(formatCount(1_234_567), '1,234,567'));
  it('carry their sign', () => assert.deepEqual([3, -3, 0].map((value) => formatDelta(value)), ['+3', '-3', '0']));
  it('are zero of nothing', () => assert.deepEqual([formatShare(1, 8), formatShare(1, 0)], ['12.5 %', '0 %']));
});
