/**
 * The connection's side of the conversation with the session: asks its thread, cancels, reports progress, and starts a new thread when
 * one dies (a heap larger than memory kills the thread, not the process).
 */
import type { AnalyzerMethod, AnalyzerParams, AnalyzerResult, SourceSettings } from '../../protocol/requests.ts';
import type { HeapSummary } from '../../protocol/rows.ts';
import type { CaptureHandle } from '../../protocol/units.ts';
import type { SessionOptions } from '../session/heapSession.ts';
import { newCancelFlag, startThread, type Thread } from '../threads/asking.ts';

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

export type SessionClientOptions = Omit<SessionOptions, 'known'> & { readonly maxOldSpaceMB?: number };

/** `workerPath`: dist/analyzerWorker.js. */
export function createSessionClient(workerPath: string, { maxOldSpaceMB, ...options }: SessionClientOptions): SessionClient {
  /** Captures that a successor of this thread must know, and the settings it must hold. */
  const pathByHandle = new Map<CaptureHandle, string>();
  let sources: SourceSettings | null = null;
  let thread: Thread | null = null;

  const start = (): Thread => {
    const known = [...pathByHandle].map(([handle, path]) => ({ handle, path }));
    const started = startThread(workerPath, {
      workerData: { ...options, known } satisfies SessionOptions,
      ...(maxOldSpaceMB ? { maxOldSpaceMB } : {}),
      onEnd() {
        if (thread === started) thread = null;
      },
    });
    // Settings cannot be refused; a thread that dies over them fails the next question too, which tells.
    if (sources) started.ask('settings/sources', sources, { cancelFlag: newCancelFlag(), onProgress() {} }).catch(() => {});
    return started;
  };

  const remember = (method: AnalyzerMethod, params: unknown, result: unknown): void => {
    if (method === 'heap/open') pathByHandle.set((result as HeapSummary).handle, (result as HeapSummary).path);
    if (method === 'heap/close') pathByHandle.delete((params as { handle: CaptureHandle }).handle);
    if (method === 'settings/sources') sources = params as SourceSettings;
  };

  return {
    async ask(method, params, asking) {
      thread ??= start();
      const cancelFlag = newCancelFlag();
      asking.onCancel(() => Atomics.store(cancelFlag, 0, 1));
      const result = (await thread.ask(method, params, { cancelFlag, onProgress: asking.onProgress })) as AnalyzerResult<typeof method>;
      remember(method, params, result);
      return result;
    },
    async close() {
      await thread?.terminate();
    },
  };
}
