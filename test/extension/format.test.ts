/** Numbers and untrusted text as the trees show them. */
import assert from 'node:assert/strict';
import { formatBytes, formatBytesDelta, formatCount, formatDelta, formatDuration, formatTime, oneLine } from '../../extension/src/format.ts';

describe('format', () => {
  const bytes: readonly (readonly [number, string])[] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1049, '1 kB'],
    [1050, '1.1 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB', /* not 1,000 kB */],
    [4_100_000_000, '4.1 GB'],
    [-2_500_000, '−2.5 MB'],
  ];
  for (const [value, text] of bytes) it(`${value} bytes: ${text}`, () => assert.equal(formatBytes(value, 'en'), text));

  it('follows the language', () => assert.equal(formatBytes(4_100_000, 'de'), '4,1 MB'));
  it('shows a change with its sign', () => {
    assert.deepEqual([1649, 0, -3].map((value) => formatDelta(value, 'en')), ['+1,649', '0', '−3']);
    assert.deepEqual([1500, -1500].map((value) => formatBytesDelta(value, 'en')), ['+1.5 kB', '−1.5 kB']);
    assert.equal(formatCount(1_234_567, 'en'), '1,234,567');
  });
  it('shows a duration in the unit that fits', () => {
    assert.deepEqual([0, 40.4, 999.4, 999.6, 1250, 59_900, 59_960, 150_000].map((value) => formatDuration(value, 'en')), ['0 ms', '40 ms', '999 ms', '1 sec', '1.3 sec', '59.9 sec', '1 min', '2.5 min']);
  });
  it('leaves out the date of today', () => {
    const noonMs = new Date(2026, 2, 4, 12).getTime();
    assert.doesNotMatch(formatTime(noonMs, noonMs + 3600_000, 'en'), /2026/);
    assert.match(formatTime(noonMs, noonMs + 24 * 3600_000, 'en'), /Mar 4, 2026/);
  });
  it('keeps untrusted text on one line, without tricks, and short', () => {
    assert.equal(oneLine('a\nb\tc\u2028d\u0000e'), 'a b c d e');
    assert.equal(oneLine('abc\u202egnp.exe'), 'abc gnp.exe');
    assert.equal(oneLine('x'.repeat(300)).length, 200);
    assert.equal(oneLine('12345', 4), '123…');
    // Half of a pair of surrogates would be shown as a box.
    assert.equal(oneLine('ab😀cd', 4), 'ab…');
  });
});
