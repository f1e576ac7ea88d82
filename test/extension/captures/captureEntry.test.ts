/** What can be told from several captures. */
import assert from 'node:assert/strict';
import type { StoredCapture } from '../../../extension/src/capture/captureFiles.ts';
import { latestSeries, mergeEntries, olderFirst, previousOf, type CaptureEntry } from '../../../extension/src/captures/captureEntry.ts';

/** `server/4711@30`: target, pid (`-` for none) and time. */
function captures(text: string): CaptureEntry[] {
  return text.split(' ').map((word) => {
    const [, target, pid, time] = /^(\w+)\/(\d+|-)@(\d+)$/.exec(word)!;
    return { path: word, label: word, target: target!, pid: pid === '-' ? null : Number(pid), takenAtMs: Number(time), nodeVersion: 'v22.0.0', thread: 'main thread', fileBytes: 1, durationMs: 1, isExternal: false };
  });
}
const paths = (entries: readonly StoredCapture[]): string => entries.map(({ path }) => path).join(' ');

describe('captures of one program', () => {
  const list = captures('server/1@50 other/2@40 server/1@30 server/3@25 server/1@20 server/1@10');

  it('are compared with the one before, of the same process', () => {
    assert.equal(previousOf(list[0]!, list)?.path, 'server/1@30');
    assert.equal(previousOf(list[1]!, list), undefined);
    assert.equal(previousOf(list.at(-1)!, list), undefined);
  });
  it('are judged three at most, oldest first', () => assert.equal(paths(latestSeries(list)), 'server/1@20 server/1@30 server/1@50'));
  it('without a process id are nobody\'s forerunners', () => assert.equal(paths(latestSeries(captures('server/-@50 server/-@40'))), 'server/-@50'));
  it('of another thread are of another heap', () => {
    const [worker, main] = captures('server/1@50 server/1@40');
    assert.equal(previousOf({ ...worker!, thread: 'worker 1' }, [main!]), undefined);
  });
  it('are none at first', () => assert.deepEqual(latestSeries([]), []));
  it('are put in order for a comparison', () => assert.equal(paths(olderFirst(list[0]!, list[2]!)), 'server/1@30 server/1@50'));
});

describe('mergeEntries', () => {
  it('puts the newest first, and counts a file once', () => {
    const [a, b, c] = captures('a/1@10 b/1@30 c/1@20');
    const merged = mergeEntries([a!, c!], [b!, c!]);
    assert.deepEqual(merged.map(({ path, isExternal }) => [path, isExternal]), [['b/1@30', true], ['c/1@20', false], ['a/1@10', false]]);
  });
});
