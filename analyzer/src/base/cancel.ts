/**
 * Cooperative cancellation. A pass asks its signal every CANCEL_CHECK_INTERVAL rows; the flag is one Int32 in shared
 * memory, so a worker thread busy in a loop still sees a cancel that arrived on the main thread.
 */
import { HeaplineError } from '../../protocol/errors.ts';

/** Loops over nodes or edges ask the signal when `(i & CANCEL_CHECK_MASK) === 0`: every 2^16 rows. */
export const CANCEL_CHECK_MASK = 0xffff;

export interface CancelSignal {
  /** Throws HeaplineError `cancelled` once the work is no longer wanted. */
  throwIfCancelled(): void;
  /** What the signal reads, for handing it to another thread; absent when it reads nothing that is shared. */
  readonly flag?: Int32Array;
}

/** A signal that never fires: for tests and for work that is too short to cancel. */
export const NEVER_CANCELLED: CancelSignal = { throwIfCancelled() {} };

/** The signal that reads `flag[0]`; any value but 0 means cancelled. */
export function sharedCancelSignal(flag: Int32Array): CancelSignal {
  return {
    flag,
    throwIfCancelled() {
      if (Atomics.load(flag, 0) !== 0) throw new HeaplineError('cancelled');
    },
  };
}
