/** Messages between a thread that asks and a worker thread that answers. */
import type { HeaplineErrorData } from '../../protocol/errors.ts';
import type { ColumnArena } from '../base/columnArena.ts';

/** One question. `cancelFlag[0]` becomes 1 when the answer is no longer wanted. */
export interface ThreadQuestion {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
  readonly cancelFlag: Int32Array;
  readonly arena: ColumnArena | null;
}

/** Exactly one `ok` or `failed` for each question, and any number of `progress` before it. */
export type ThreadMessage =
  | { readonly id: number; readonly type: 'ok'; readonly result: unknown }
  | { readonly id: number; readonly type: 'failed'; readonly error: HeaplineErrorData }
  | { readonly id: number; readonly type: 'progress'; readonly stage: string; readonly fraction: number };
