/** Waiting that a cancel flag can end: the flag is shared memory, so nobody calls back when it changes. */
import type { CancelSignal } from '../base/cancel.ts';

/** A cancel is noticed within this time. */
const POLL_MS = 25;

/** What `work` gives. Errors: those of `work`; cancelled, while the work itself goes on. */
export async function untilCancelled<Result>(work: Promise<Result>, cancel: CancelSignal): Promise<Result> {
  if (!cancel.flag) return work;
  let timer: NodeJS.Timeout | undefined;
  const cancelled = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      try {
        cancel.throwIfCancelled();
      } catch (error) {
        reject(error as Error);
      }
    }, POLL_MS);
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    clearInterval(timer);
  }
}
