/** A capture of a running program: the analyzer reads it while it is written, and opens what it has read. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HeapSummary } from '../../../analyzer/protocol/rows.ts';
import type { Services } from '../../../extension/src/services.ts';
import { startSample, type RunningSample } from '../../helpers/samples.ts';
import { closeEditors, heapline } from './heapline.ts';

describe('a capture that was read while it was written', function () {
  if (process.platform === 'win32') return; // there is no touch, which alone sets a time to the nanosecond
  this.timeout(120_000);
  let services: Services;
  let sample: RunningSample;
  let folder: string;
  before(async () => {
    services = await heapline();
    folder = mkdtempSync(join(tmpdir(), 'heapline-followed-'));
    sample = await startSample('calcServer', process.versions.electron ? { node: 'node' } : {});
    await services.registry.attach({ kind: 'pid', pid: sample.child.pid! });
    // An analyzer that is only starting may come too late to so small a capture, and then reads it when it is opened.
    await services.analyzer.ask('heap/followed', { path: join(folder, 'none'), bytes: null });
  });
  after(async () => {
    await closeEditors();
    await services.registry.detachAll();
    await sample.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is not read again when it is opened', async () => {
    const [sound, spoilt] = [join(folder, 'sound.heapsnapshot'), join(folder, 'spoilt.heapsnapshot')];
    const { path, opened } = await captureAndThen(services, (whole) => {
      copyFileSync(whole, sound);
      // Another file in its place, of the same size and time: nothing tells but reading it.
      writeFileSync(spoilt, readFileSync(whole, 'latin1').replace(/.$/gm, '@'), 'latin1');
      execFileSync('touch', ['-r', whole, spoilt]);
      renameSync(spoilt, whole);
      copyFileSync(whole, spoilt);
    });
    try {
      assert.deepEqual(factsOf(opened), factsOf(await services.openCaptures.open(sound)));
      await assert.rejects(services.openCaptures.open(spoilt), { code: 'malformedInput' }, 'the file in its place is of no use');
    } finally {
      const entry = services.library.find(path);
      if (entry) await services.library.remove(entry);
    }
  });
});

/**
 * Takes a capture; as soon as the analyzer knows that it is whole, does `work` and opens it. All others wait meanwhile: the sidebar would
 * open it too, and lets go of what was read when it changes its mind.
 */
async function captureAndThen({ analyzer, openCaptures }: Services, work: (path: string) => void): Promise<{ path: string; opened: HeapSummary }> {
  const { ask } = analyzer;
  let opening: Promise<HeapSummary> | null = null;
  const watching: typeof ask = async (method, params, options) => {
    if (method !== 'heap/followed') {
      await opening?.catch(() => {});
      return ask(method, params, options);
    }
    const answer = ask(method, params, options);
    const { path } = params as { path: string };
    opening = answer.then(() => {
      work(path);
      return ask('heap/open', { path });
    });
    await opening;
    return answer;
  };
  Object.assign(analyzer, { ask: watching });
  try {
    const path = await vscode.commands.executeCommand<string>('heapline.captureHeapSnapshot');
    assert.ok(opening, 'the analyzer was not told of the capture');
    const opened = await (opening as Promise<HeapSummary>);
    await openCaptures.open(path); // as the sidebar and panels know it
    return { path, opened };
  } finally {
    Object.assign(analyzer, { ask });
  }
}

/** What does not depend on where the capture lies, nor on how far its analysis is. */
function factsOf({ handle: _, path: __, stage: ___, ...facts }: HeapSummary): Omit<HeapSummary, 'handle' | 'path' | 'stage'> {
  return facts;
}
