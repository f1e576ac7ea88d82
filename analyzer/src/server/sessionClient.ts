/**
 * The connection's side of the conversation with the session: starts the worker thread, asks, cancels, reports progress,
 * and starts a new worker when one dies (a heap larger than memory kills the thread, not the process).
 */
import { Worker } from 'node:worker_threads';
import { HeaplineError, type HeaplineErrorData } from '../../protocol/errors.ts';
import type { AnalyzerMethod, AnalyzerParams, AnalyzerResult, SourceSettings } from '../../protocol/requests.ts';
import type { HeapSummary } from '../../protocol/rows.ts';
import type { Bytes, CaptureHandle } from '../../protocol/units.ts';
import type { SessionOptions } from '../session/heapSession.ts';
import type { WorkerMessage, WorkerQuestion } from '../session/workerMessages.ts';

export interface Asking {
  /** Calls back at once when the answer is no longer wanted (or never). */
  onCancel(cancel: () => void): void;
  onProgress(stage: string, fraction: number): void;
}

export interface SessionClient {
  /** Errors: HeaplineError as the session gave it; `outOfMemory` when the worker died of it. */
  ask<M extends AnalyzerMethod>(method: M, params: AnalyzerParams<M>, asking: Asking): Promise<AnalyzerResult<M>>;
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: Asking['onProgress'];
}

/** `workerPath`: dist/analyzerWorker.js. */
export function createSessionClient(workerPath: string, options: { budgetBytes: Bytes; keepIndex: boolean; maxOldSpaceMB?: number }): SessionClient {
  const pending = new Map<number, Pending>();
  /** Captures that a successor of this worker must know, and the settings it must hold. */
  const pathByHandle = new Map<CaptureHandle, string>();
  let sources: SourceSettings | null = null;
  let nextId = 1;
  let worker: Worker | null = null;

  const start = (): Worker => {
    const known = [...pathByHandle].map(([handle, path]) => ({ handle, path }));
    const started = new Worker(workerPath, {
      workerData: { budgetBytes: options.budgetBytes, keepIndex: options.keepIndex, known } satisfies SessionOptions,
      ...(options.maxOldSpaceMB ? { resourceLimits: { maxOldGenerationSizeMb: options.maxOldSpaceMB } } : {}),
    });
    started.on('message', onMessage);
    let death = new HeaplineError('internal', 'The analyzer thread ended unexpectedly');
    started.on('error', (error: NodeJS.ErrnoException) => {
      death = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new HeaplineError('outOfMemory', 'The analyzer ran out of memory', { cause: error }) : new HeaplineError('internal', error.message, { cause: error });
    });
    started.on('exit', () => {
      if (worker === started) worker = null;
      for (const [id, { reject }] of pending) {
        pending.delete(id);
        reject(death);
      }
    });
    if (sources) post(started, { id: 0, method: 'settings/sources', params: sources, cancelFlag: newFlag() });
    return started;
  };

  const onMessage = (message: WorkerMessage): void => {
    const asked = pending.get(message.id);
    if (!asked) return; // the answer to our own restoring of settings
    if (message.type === 'progress') return asked.onProgress(message.stage, message.fraction);
    pending.delete(message.id);
    if (message.type === 'ok') asked.resolve(message.result as never);
    else asked.reject(errorOf(message.error));
  };

  const remember = (method: AnalyzerMethod, params: unknown, result: unknown): void => {
    if (method === 'heap/open') pathByHandle.set((result as HeapSummary).handle, (result as HeapSummary).path);
    if (method === 'heap/close') pathByHandle.delete((params as { handle: CaptureHandle }).handle);
    if (method === 'settings/sources') sources = params as SourceSettings;
  };

  return {
    async ask(method, params, asking) {
      worker ??= start();
      const id = nextId++;
      const cancelFlag = newFlag();
      asking.onCancel(() => Atomics.store(cancelFlag, 0, 1));
      const answered = new Promise<AnalyzerResult<typeof method>>((resolve, reject) => {
        pending.set(id, { resolve, reject, onProgress: asking.onProgress });
      });
      post(worker, { id, method, params, cancelFlag });
      const result = await answered;
      remember(method, params, result);
      return result;
    },
    async close() {
      await worker?.terminate();
    },
  };
}

function post(worker: Worker, question: WorkerQuestion): void {
  worker.postMessage(question);
}

function newFlag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

function errorOf({ code, message, byteOffset }: HeaplineErrorData): HeaplineError {
  return new HeaplineError(code, message, { byteOffset });
}
