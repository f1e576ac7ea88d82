/** The real analyzer process over JSON-RPC, as vscode-languageclient would start it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import type { AnalyzerMethod, AnalyzerNotifications, AnalyzerParams, AnalyzerResult } from '../../analyzer/protocol/requests.ts';
import { bundledProgram } from './bundledPrograms.ts';

export interface AnalyzerProcess {
  readonly child: ChildProcess;
  ask<M extends AnalyzerMethod>(method: M, params: AnalyzerParams<M>, token?: CancellationToken): Promise<AnalyzerResult<M>>;
  onProgress(listener: (value: AnalyzerNotifications['heap/progress']) => void): void;
  stop(): Promise<void>;
}

/** Starts it, on the Node.js at `runtime`, and shakes hands. */
export async function startAnalyzer(args: readonly string[] = [], runtime: string = process.execPath): Promise<AnalyzerProcess> {
  const child = spawn(runtime, [bundledProgram('analyzer'), '--stdio', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection: MessageConnection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  return {
    child,
    ask: (method, params, token) => (token ? connection.sendRequest(method, params, token) : connection.sendRequest(method, params)),
    onProgress: (listener) => void connection.onNotification('heap/progress', listener),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await gone;
      connection.dispose();
    },
  };
}
