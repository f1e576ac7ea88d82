/** The analyzer's settings, as its process shows them: which program runs it, with which arguments, and what a wrong path leads to. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapSnapshot } from 'node:v8';
import * as vscode from 'vscode';
import type { HeaplineErrorData } from '../../../analyzer/protocol/errors.ts';
import type { Services } from '../../../extension/src/services.ts';
import { errorText } from '../../../extension/src/userErrors.ts';
import { heapline } from './heapline.ts';

describe('the analyzer’s settings', function () {
  if (process.platform === 'win32') return; // there is no ps to ask
  let services: Services;
  let folder: string;
  let capture: string;
  before(async () => {
    services = await heapline();
    folder = mkdtempSync(join(tmpdir(), 'heapline-settings-'));
    capture = join(folder, 'own.heapsnapshot');
    await writeFile(capture, getHeapSnapshot());
  });
  afterEach(async () => {
    for (const key of ['nodePath', 'maxMemoryMB', 'keepIndex']) await set(key, undefined);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const set = (key: string, value: unknown): Thenable<void> => vscode.workspace.getConfiguration('heapline').update(`analyzer.${key}`, value, vscode.ConfigurationTarget.Global);
  /** Command line of the process that answers now. */
  const commandLine = async (): Promise<string> => {
    await services.openCaptures.open(capture);
    assert.ok(services.analyzer.pid);
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(services.analyzer.pid)], { encoding: 'utf8' }).trim();
  };

  it('leave it on the editor’s own runtime, with an index, unless they say otherwise', async () => {
    const line = await commandLine();
    assert.ok(line.startsWith(process.execPath), line);
    assert.doesNotMatch(line, /--memory-budget-mb|--no-index/);
  });

  it('reach it: memory in MB, no index', async () => {
    await set('maxMemoryMB', 1234);
    assert.match(await commandLine(), /--memory-budget-mb=1234/);
    await set('keepIndex', false);
    assert.match(await commandLine(), /--memory-budget-mb=1234 --no-index/);
  });

  it('run it on another Node.js, which answers as its own does', async () => {
    const own = await services.openCaptures.openWhole(capture);
    const node = process.env.HEAPLINE_TEST_NODE;
    assert.ok(node, 'the runner names a Node.js');
    await set('nodePath', node);
    const line = await commandLine();
    assert.ok(line.startsWith(`${node} `), line);
    const there = await services.openCaptures.openWhole(capture);
    assert.deepEqual({ ...there, handle: 0 }, { ...own, handle: 0 });
  });

  it('say clearly that a path is wrong, and work again once it is right', async () => {
    await set('nodePath', join(folder, 'no-such-node'));
    const error = await services.openCaptures.open(capture).then(() => undefined, (thrown: HeaplineErrorData) => thrown);
    assert.equal(error?.code, 'runtimeUnusable');
    assert.match(errorText({ code: error.code, message: error.message }), /^The analyzer cannot run on the Node\.js that is set for it\. The setting heapline\.analyzer\.nodePath names a file that is not there: .*no-such-node\. Correct the path in the settings/);
    assert.equal(services.analyzer.pid, undefined);
    await set('nodePath', '');
    assert.ok((await services.openCaptures.open(capture)).nodeCount > 10_000);
  });
});
