/** Waiting with an end. */
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';

/** The promise's result, unless the time is up or the signal fires first. `late` makes the error. Errors: cancelled, the promise's own. */
export async function within<Result>(promise: Promise<Result>, timeoutMs: number, late: () => Error, signal?: AbortSignal): Promise<Result> {
  promise.catch(() => {}); // it may fail after we have stopped waiting
  if (signal?.aborted) throw new HeaplineError('cancelled');
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => {};
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), timeoutMs);
    stop = () => reject(new HeaplineError('cancelled'));
  });
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Waits at most so long for something that need not succeed: tidying up behind ourselves in a target that may be gone or blocked. */
export async function atMost(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  await within(promise, timeoutMs, () => new HeaplineError('inspectorUnavailable')).catch(() => {});
}

/** Waits. Errors: cancelled. */
export async function pauseFor(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) throw new HeaplineError('cancelled');
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new HeaplineError('cancelled'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
