/** Targets beyond a plain process: worker threads, a debug session, one that dies while it is captured. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Services } from '../../../extension/src/services.ts';
import { sampleEntry, startSample, type RunningSample } from '../../helpers/samples.ts';
import { childrenOf, drawn, eventually, heapline } from './heapline.ts';

describe('targets', function () {
  this.timeout(90_000);
  let services: Services;
  const started: RunningSample[] = [];
  const start = async (...args: Parameters<typeof startSample>): Promise<RunningSample> => {
    const [name, options] = args;
    const sample = await startSample(name, { ...(process.versions.electron ? { node: 'node' } : {}), ...options });
    started.push(sample);
    return sample;
  };

  before(async () => {
    services = await heapline();
  });
  afterEach(async () => {
    await services.registry.detachAll();
    for (const sample of started.splice(0)) await sample.stop();
    for (const entry of [...services.library.entries]) await services.library.remove(entry);
  });

  it('captures a worker thread on its own', async () => {
    const sample = await start('workerQueue', { inspect: true });
    await sample.drive(20);
    const target = await services.registry.attach({ kind: 'webSocket', url: sample.webSocketUrl! });
    const node = await eventually('the worker', async () => {
      const [attached] = await childrenOf(services.targetsView.provider);
      const threads = attached ? await childrenOf(services.targetsView.provider, attached) : [];
      return threads.find((thread) => thread.kind === 'thread' && thread.thread !== target.main);
    });
    assert.notEqual(await drawn(services.targetsView.provider, node), 'Main thread');
    const path = await vscode.commands.executeCommand<string>('heapline.captureHeapSnapshot', node);
    const summary = await services.openCaptures.open(path);
    const jobs = await services.analyzer.ask('heap/classes', { handle: summary.handle, offset: 0, limit: 10, filter: 'Job' });
    assert.ok(jobs.rows.some(({ name }) => name === 'Job'), 'the heap of the worker has no Job');
  });

  it('captures a running debug session, which goes on', async () => {
    const session = new Promise<vscode.DebugSession>((resolve) => {
      const listening = vscode.debug.onDidStartDebugSession((each) => {
        if (!each.parentSession) return;
        listening.dispose();
        resolve(each);
      });
    });
    const configuration = { type: 'node', request: 'launch', name: 'healthy', program: sampleEntry('healthy'), console: 'internalConsole', env: { PORT: '0' } };
    assert.ok(await vscode.debug.startDebugging(undefined, configuration));
    const child = await session;
    await vscode.commands.executeCommand('heapline.attachToDebugSession');
    assert.equal(services.registry.attached.length, 1, 'not attached');
    const path = await vscode.commands.executeCommand<string>('heapline.captureHeapSnapshot');
    assert.ok((await services.openCaptures.open(path)).nodeCount > 10_000);
    await services.registry.detachAll();
    const answer = await child.customRequest('threads');
    assert.equal((answer as { threads: unknown[] }).threads.length, 1);
    await vscode.debug.stopDebugging(child.parentSession);
  });

  it('keeps nothing of a target that dies while it is captured, and forgets it', async () => {
    const sample = await start('calcServer', { inspect: true });
    await services.registry.attach({ kind: 'webSocket', url: sample.webSocketUrl! });
    const [node] = await childrenOf(services.targetsView.provider);
    const folder = vscode.Uri.joinPath(services.context.globalStorageUri, 'captures').fsPath;
    const capture = vscode.commands.executeCommand<string | undefined>('heapline.captureHeapSnapshot', node);
    await eventually('the capture to begin', () => readdirSync(folder).some((name) => name.endsWith('.part')));
    sample.child.kill('SIGKILL');
    assert.equal(await capture, undefined);
    assert.deepEqual(readdirSync(folder), []);
    await eventually('the target to go', () => services.registry.attached.length === 0);
  });
});
