/** The bridge to the panel: one answer to each question, errors as data, cancel to the end. With a webview made of two arrays. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AnalyzerClient } from '../../../extension/src/analyzerClient.ts';
import { connectWebview, type HostHandlers } from '../../../extension/src/editors/webviewHost.ts';
import type { AskMessage, HostMessage } from '../../../analyzer/protocol/webviewMessages.ts';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { eventually, heapline } from './heapline.ts';

describe('the bridge to the panel', () => {
  let received: vscode.EventEmitter<unknown>;
  let posted: HostMessage[];
  let tokens: vscode.CancellationToken[];
  let host: ReturnType<typeof connectWebview>;

  const handlers = {
    'panel/start': () => Promise.reject(new HeaplineError('truncatedInput', 'The file ends too early', { byteOffset: 12 })),
    'host/openSource': () => Promise.reject(new TypeError('our own mistake')),
    'host/openCapture': () => new Promise(() => {}),
    'host/copy': () => Promise.resolve(null),
    'host/openSettings': () => Promise.resolve(null),
  } as HostHandlers;
  const analyzer = {
    ask: (method: string, _params: unknown, { token, onProgress }: { token: vscode.CancellationToken; onProgress: (stage: string, fraction: number) => void }) => {
      tokens.push(token);
      onProgress('Reading', 0.5);
      return method === 'heap/statistics' ? Promise.resolve({ rows: [], totalBytes: 7 }) : new Promise((_, reject) => token.onCancellationRequested(() => reject(new HeaplineError('cancelled'))));
    },
  } as unknown as AnalyzerClient;

  beforeEach(async () => {
    received = new vscode.EventEmitter();
    posted = [];
    tokens = [];
    const webview = { onDidReceiveMessage: received.event, postMessage: (message: HostMessage) => Promise.resolve(posted.push(message) > 0) } as unknown as vscode.Webview;
    host = connectWebview(webview, { analyzer, handlers, log: (await heapline()).log });
  });
  afterEach(() => host.dispose());

  const ask = (id: number, method: string): void => received.fire({ type: 'ask', id, method, params: {} } as AskMessage);
  const answers = (): HostMessage[] => posted.filter(({ type }) => type === 'answer');

  it('passes questions to the analyzer, with their progress', async () => {
    ask(1, 'heap/statistics');
    await eventually('the answer', () => answers().length === 1);
    assert.deepEqual(posted, [
      { type: 'tell', topic: 'panel/progress', value: { stage: 'Reading', fraction: 0.5 } },
      { type: 'tell', topic: 'panel/progress', value: { stage: '', fraction: null } },
      { type: 'answer', id: 1, ok: true, result: { rows: [], totalBytes: 7 } },
    ]);
  });
  it('tells how far an analysis is apart from other progress', async () => {
    received.fire({ type: 'ask', id: 9, method: 'heap/wait', params: { handle: 3, stage: 'complete' } } as AskMessage);
    await eventually('the news', () => posted.length === 1);
    assert.deepEqual(posted, [{ type: 'tell', topic: 'panel/analysis', value: { handle: 3, stage: 'complete', fraction: 0.5 } }]);
    received.fire({ type: 'cancel', id: 9 } as AskMessage);
    await eventually('the answer', () => answers().length === 1);
    assert.equal(posted.filter(({ type }) => type === 'tell').length, 1);
  });
  it('answers what only the host can', async () => {
    ask(2, 'host/copy');
    await eventually('the answer', () => answers().length === 1);
    assert.deepEqual(answers(), [{ type: 'answer', id: 2, ok: true, result: null }]);
  });
  it('answers failures as data: foreseen ones, our own mistakes, questions that do not exist', async () => {
    ask(3, 'panel/start');
    ask(4, 'host/openSource');
    ask(5, 'constructor');
    await eventually('the answers', () => answers().length === 3);
    assert.deepEqual(answers().sort((a, b) => Number('id' in a && a.id) - Number('id' in b && b.id)), [
      { type: 'answer', id: 3, ok: false, error: { code: 'truncatedInput', message: 'The file ends too early', byteOffset: 12 } },
      { type: 'answer', id: 4, ok: false, error: { code: 'internal', message: 'our own mistake' } },
      { type: 'answer', id: 5, ok: false, error: { code: 'internal', message: 'the panel asked for constructor' } },
    ]);
  });
  it('carries a cancel to the analyzer, and answers it', async () => {
    ask(6, 'heap/classes');
    await eventually('the question', () => tokens.length === 1);
    received.fire({ type: 'cancel', id: 6 });
    received.fire({ type: 'cancel', id: 99 });
    await eventually('the answer', () => answers().length === 1);
    assert.deepEqual(answers(), [{ type: 'answer', id: 6, ok: false, error: { code: 'cancelled', message: 'The operation was cancelled' } }]);
  });
  it('passes over what is no message of ours', async () => {
    for (const message of [null, 1, 'ask', {}, { type: 'ask' }, { type: 'ask', id: '1', method: 'host/copy' }, { type: 'ask', id: 1 }]) received.fire(message);
    ask(7, 'host/copy');
    await eventually('the answer', () => answers().length === 1);
  });
  it('cancels what is under way when the panel closes', async () => {
    ask(8, 'heap/classes');
    await eventually('the question', () => tokens.length === 1);
    host.dispose();
    assert.ok(tokens[0]!.isCancellationRequested);
  });
});
