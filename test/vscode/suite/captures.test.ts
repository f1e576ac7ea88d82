/** The Captures view on real files: what survives, what is renamed, what is deleted and what is only taken off the list. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { getHeapSnapshot } from 'node:v8';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { INDEX_SUFFIX, writeCaptureInfo } from '../../../extension/src/capture/captureFiles.ts';
import type { CaptureEntry } from '../../../extension/src/captures/captureEntry.ts';
import { createCaptureLibrary } from '../../../extension/src/captures/captureLibrary.ts';
import type { Services } from '../../../extension/src/services.ts';
import { childrenOf, closeEditors, drawn, eventually, heapline } from './heapline.ts';

describe('captures', () => {
  let services: Services;
  let folder: string;
  before(async () => {
    services = await heapline();
    folder = mkdtempSync(join(tmpdir(), 'heapline-captures-'));
  });
  after(async () => {
    await closeEditors();
    for (const entry of [...services.library.entries]) await services.library.remove(entry);
    rmSync(folder, { recursive: true, force: true });
  });

  const addOwn = async (label: string, takenAtMs: number): Promise<string> => {
    const path = await services.library.newPath('server.js', 4711, takenAtMs);
    writeFileSync(path, 'x'.repeat(2048));
    await writeCaptureInfo(path, { label, takenAtMs, target: 'server.js', pid: 4711, nodeVersion: 'v22.1.0', thread: 'main thread', fileBytes: 2048, durationMs: 12 });
    return path;
  };
  const entryOf = (path: string): CaptureEntry => services.library.find(path) ?? assert.fail(`${path} is not listed`);

  it('appear by themselves when a file does, newest first', async () => {
    await services.library.refresh();
    const older = await addOwn('baseline', Date.now() - 5000);
    const newer = await addOwn('after load', Date.now() - 1000);
    await eventually('the watcher', () => services.library.find(older) && services.library.find(newer));
    const own = (await childrenOf(services.capturesView.provider)).filter(({ path }) => [older, newer].includes(path));
    assert.deepEqual(own.map(({ label }) => label), ['after load', 'baseline']);
    assert.match(await drawn(services.capturesView.provider, own[0]!), /^after load \| 2 kB · .* · server\.js · PID 4711$/);
  });

  it('survive the window, with their names', async () => {
    const path = await addOwn('before', Date.now());
    await services.library.refresh();
    await services.library.rename(entryOf(path), 'after 1,000 requests');
    const next = createCaptureLibrary(services.context, services.log);
    try {
      await next.refresh();
      assert.equal(next.find(path)?.label, 'after 1,000 requests');
      assert.equal(next.find(path)?.pid, 4711);
    } finally {
      next.dispose();
    }
  });

  it('go with their facts when deleted', async () => {
    const path = await addOwn('gone', Date.now());
    writeFileSync(path + INDEX_SUFFIX, 'an index');
    await services.library.refresh();
    await services.library.remove(entryOf(path));
    assert.equal(services.library.find(path), undefined);
    assert.deepEqual(readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path))), []);
  });

  it('from elsewhere are opened, listed, renamed and taken off the list, and their file stays as it was', async () => {
    const path = join(folder, 'production.heapsnapshot');
    await writeFile(path, getHeapSnapshot());
    await services.library.addExternal(path);
    assert.equal(entryOf(path).isExternal, true);
    await services.library.rename(entryOf(path), 'from production');
    assert.match(await drawn(services.capturesView.provider, entryOf(path)), /^from production \| [\d.]+ MB · /);
    const summary = await services.openCaptures.open(path);
    assert.ok(summary.nodeCount > 10_000);
    await vscode.commands.executeCommand('heapline.openCapture', entryOf(path));
    writeFileSync(path + INDEX_SUFFIX, 'an index');
    await vscode.commands.executeCommand('heapline.deleteCapture', entryOf(path));
    assert.equal(services.library.find(path), undefined);
    assert.ok(existsSync(path));
    assert.deepEqual(readdirSync(folder), [basename(path)], 'a file was left beside the user\'s own');
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 0);
  });

  it('from elsewhere are listed once their panel has read them', async () => {
    const path = join(folder, 'production.heapsnapshot');
    assert.equal(services.library.find(path), undefined);
    await vscode.commands.executeCommand('heapline.openCaptureFile', vscode.Uri.file(path));
    const entry = await eventually('the panel to start', () => services.library.find(path));
    await services.library.remove(entry);
    await closeEditors();
  });

  it('are kept where the user wants them', async () => {
    await vscode.workspace.getConfiguration('heapline').update('captures.folder', folder, vscode.ConfigurationTarget.Global);
    try {
      assert.equal(dirname(await services.library.newPath('server.js', 1, Date.now())), folder);
      await eventually('the file that is there already', () => services.library.find(join(folder, 'production.heapsnapshot')));
    } finally {
      await vscode.workspace.getConfiguration('heapline').update('captures.folder', undefined, vscode.ConfigurationTarget.Global);
      await eventually('the way back', () => services.library.find(join(folder, 'production.heapsnapshot')) === undefined);
    }
  });
});
