/** Messages between the connection's thread and the session's worker thread. */
import type { HeaplineErrorData } from '../../protocol/errors.ts';
import type { AnalyzerMethod } from '../../protocol/requests.ts';

/** To the worker: one question. `cancelFlag[0]` becomes 1 when the answer is no longer wanted. */
export interface WorkerQuestion {
  readonly id: number;
  readonly method: AnalyzerMethod;
  readonly params: unknown;
  readonly cancelFlag: Int32Array;
}

/** From the worker: exactly one `ok` or `failed` for each question, and any number of `progress` before it. */
export type WorkerMessage =
  | { readonly id: number; readonly type: 'ok'; readonly result: unknown }
  | { readonly id: number; readonly type: 'failed'; readonly error: HeaplineErrorData }
  | { readonly id: number; readonly type: 'progress'; readonly stage: string; readonly fraction: number };
