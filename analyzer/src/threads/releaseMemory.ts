/**
 * Gives memory of columns back at once. V8 does not count shared memory against a thread's heap, so a gigabyte of columns that nobody
 * refers to any more would not move it to collect garbage (V8, backing-store.cc, PerIsolateAccountingLength).
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The same once the caller is done: what its own variables still refer to can go too. */
export function releaseMemorySoon(): void {
  setImmediate(releaseMemory);
}

/** V8's own, which a flag shows to contexts that are made from then on; nothing where a runtime keeps it to itself: memory then goes when V8 likes. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collector: unknown = runInNewContext('globalThis.gc');
  return typeof collector === 'function' ? (collector as () => void) : () => {};
}

let collect: (() => void) | null = null;

/** A process below this has nothing worth looking for: collecting costs about 5 ms, a dozen times a capture. */
const SMALL_PROCESS_BYTES = 120e6;

/** Collects garbage of this thread, when the process is large. Cost: a few milliseconds, since the columns are not on the heap. */
export function releaseMemory(): void {
  if (process.memoryUsage.rss() < SMALL_PROCESS_BYTES) return;
  collect ??= exposedCollector();
  collect();
}
