/** The asking side: starts a worker thread, asks it, cancels, and hears of its death. */
import { Worker } from 'node:worker_threads';
import { HeaplineError, type HeaplineErrorData } from '../../protocol/errors.ts';
import type { ColumnArena } from '../base/columnArena.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { ThreadMessage, ThreadQuestion } from './messages.ts';

export interface Thread {
  /** Errors: HeaplineError as the thread gave it; `outOfMemory` or `internal` when it died. */
  ask(method: string, params: unknown, asking: { readonly cancelFlag: Int32Array; readonly onProgress: ReportProgress; readonly arena?: ColumnArena | null }): Promise<unknown>;
  terminate(): Promise<void>;
}

export interface ThreadOptions {
  readonly workerData?: unknown;
  readonly maxOldSpaceMB?: number;
  /** The thread has ended; questions that were open have failed. */
  readonly onEnd?: () => void;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ReportProgress;
}

/** Starts the bundled program at `path` as a worker thread, which keeps no process alive by itself. */
export function startThread(path: string, { workerData, maxOldSpaceMB, onEnd = () => {} }: ThreadOptions = {}): Thread {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  const worker = new Worker(path, { workerData, ...(maxOldSpaceMB ? { resourceLimits: { maxOldGenerationSizeMb: maxOldSpaceMB } } : {}) });
  worker.on('message', (message: ThreadMessage) => {
    const asked = pending.get(message.id);
    if (!asked) return;
    if (message.type === 'progress') return asked.onProgress(message.stage, message.fraction);
    pending.delete(message.id);
    if (pending.size === 0) worker.unref();
    if (message.type === 'ok') asked.resolve(message.result);
    else asked.reject(errorOf(message.error));
  });
  let death = new HeaplineError('internal', 'The analyzer thread ended unexpectedly');
  let hasEnded = false;
  worker.on('error', (error: NodeJS.ErrnoException) => {
    death = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new HeaplineError('outOfMemory', 'The analyzer ran out of memory', { cause: error }) : new HeaplineError('internal', error.message, { cause: error });
  });
  worker.on('exit', () => {
    hasEnded = true;
    onEnd();
    for (const [id, { reject }] of pending) {
      pending.delete(id);
      reject(death);
    }
  });
  worker.unref();
  return {
    ask: (method, params, { cancelFlag, onProgress, arena = null }) =>
      new Promise((resolve, reject) => {
        if (hasEnded) return reject(death);
        const id = nextId++;
        pending.set(id, { resolve, reject, onProgress });
        worker.ref();
        worker.postMessage({ id, method, params, cancelFlag, arena } satisfies ThreadQuestion);
      }),
    async terminate() {
      await worker.terminate();
    },
  };
}

/** A flag for one question: 0 wanted, 1 cancelled. */
export function newCancelFlag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

function errorOf({ code, message, byteOffset }: HeaplineErrorData): HeaplineError {
  return new HeaplineError(code, message, { byteOffset });
}
