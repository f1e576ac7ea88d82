/** The folder of captures: names, facts beside them, damage, crash recovery. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureFileName, deleteCapture, deleteIndex, INDEX_SUFFIX, INFO_SUFFIX, listCaptures, prepareCaptureFolder, relabelCapture, writeCaptureInfo, type CaptureInfo } from '../../../extension/src/capture/captureFiles.ts';

const INFO: CaptureInfo = {
  label: 'before load', takenAtMs: 1000, target: 'server.js', pid: 4711, nodeVersion: 'v22.1.0', thread: 'main thread', fileBytes: 3, durationMs: 12,
  scripts: [{ scriptId: 7, url: 'file:///server.js' }],
};

describe('captureFiles', () => {
  let folder: string;
  const put = (name: string, text = 'abc'): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heapline-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('names say when and what, and are safe as file names', () => {
    assert.match(captureFileName('server.js', 4711, 0), /^1970-01-01T00-00-00-server-4711-[0-9a-f]{4}\.heapsnapshot$/);
    assert.match(captureFileName('../../etc/pass wd', null, 0), /^1970-01-01T00-00-00-[\w.-]+\.heapsnapshot$/);
    assert.doesNotMatch(captureFileName('a/b\\c\0d', 1, 0), /[/\\\0]/);
  });

  it('facts come back, newest capture first, the size from the file itself', async () => {
    const path = put('a.heapsnapshot', '12345');
    await writeCaptureInfo(path, INFO);
    await writeCaptureInfo(put('b.heapsnapshot'), { ...INFO, takenAtMs: 2000 });
    put('notes.txt');
    put(`a.heapsnapshot${INDEX_SUFFIX}`);
    put(`a.heapsnapshot${INDEX_SUFFIX}.part`);
    const [newest, oldest] = await listCaptures(folder);
    assert.equal(newest!.path, join(folder, 'b.heapsnapshot'));
    assert.deepEqual(oldest, { ...INFO, fileBytes: 5, path });
    assert.deepEqual(await listCaptures(join(folder, 'not there')), []);
  });

  for (const damaged of ['', 'null', '[]', '"text"', '{"label":7,"takenAtMs":"x","scripts":3}', '{"label"']) {
    it(`damaged facts ${JSON.stringify(damaged)} do not hide the capture`, async () => {
      const path = put('a.heapsnapshot');
      put(`a.heapsnapshot${INFO_SUFFIX}`, damaged);
      const [capture] = await listCaptures(folder);
      assert.deepEqual([capture!.label, capture!.pid, capture!.thread, capture!.fileBytes, capture!.scripts], ['a.heapsnapshot', null, 'main thread', 3, undefined]);
      await relabelCapture(path, 'new');
      assert.equal((await listCaptures(folder))[0]!.label, 'new');
    });
  }

  it('another label keeps every other fact; a capture that is gone is not made again', async () => {
    const path = put('a.heapsnapshot');
    await writeCaptureInfo(path, INFO);
    put(`a.heapsnapshot${INDEX_SUFFIX}`);
    await relabelCapture(path, 'after load');
    assert.deepEqual(await listCaptures(folder), [{ ...INFO, label: 'after load', path }]);
    await deleteCapture(path);
    await relabelCapture(path, 'again');
    assert.deepEqual(readdirSync(folder), []);
  });

  it('our index of a file from elsewhere goes without the file', async () => {
    const path = put('a.heapsnapshot');
    put(`a.heapsnapshot${INDEX_SUFFIX}`);
    await deleteIndex(path);
    await deleteIndex(path);
    assert.deepEqual(readdirSync(folder), ['a.heapsnapshot']);
  });

  it('what a crash left is removed, what may still be written is not', async () => {
    const old = new Date(Date.now() - 2 * 3600 * 1000);
    for (const name of ['old.heapsnapshot.part', `gone.heapsnapshot${INFO_SUFFIX}`, `gone.heapsnapshot${INDEX_SUFFIX}`, `kept.heapsnapshot${INDEX_SUFFIX}`, 'kept.heapsnapshot', `kept.heapsnapshot${INFO_SUFFIX}`]) utimesSync(put(name), old, old);
    put('running.heapsnapshot.part');
    await prepareCaptureFolder(folder);
    assert.deepEqual(readdirSync(folder).sort(), ['kept.heapsnapshot', `kept.heapsnapshot${INDEX_SUFFIX}`, `kept.heapsnapshot${INFO_SUFFIX}`, 'running.heapsnapshot.part']);
    await prepareCaptureFolder(join(folder, 'new', 'one'));
    assert.deepEqual(readdirSync(join(folder, 'new')), ['one']);
  });
});
