/**
 * A cancel is answered within 200 ms wherever it comes, on a heap of 100 MB. It is measured in the thread that answers; a machine that is
 * busy with other things may add as much again.
 */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sharedCancelSignal } from '../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../analyzer/src/base/progress.ts';
import { crewBeside } from '../../analyzer/src/session/crewBeside.ts';
import { createHeapSession } from '../../analyzer/src/session/heapSession.ts';
import type { RequestContext, SessionHandlers } from '../../analyzer/src/session/session.ts';
import { newCancelFlag } from '../../analyzer/src/threads/asking.ts';
import { bundledProgram } from '../helpers/bundledPrograms.ts';
import { largeSnapshot } from '../helpers/realSnapshots.ts';

const PROMISED_MS = 200;
/** For a machine that does something else meanwhile. */
const MARGIN_MS = 200;
/** Moments of each piece of work that are tried, evenly spread over it. */
const MOMENTS = 10;

describe('a cancel', function () {
  this.timeout(300_000);
  const path = largeSnapshot();
  let session: SessionHandlers;
  let openMs: number;
  let restMs: number;
  const context = (): RequestContext & { flag: Int32Array } => {
    const flag = newCancelFlag();
    return { flag, cancel: sharedCancelSignal(flag), report: NO_PROGRESS };
  };
  before(async () => {
    session = createHeapSession({ budgetBytes: Infinity, keepIndex: false, crew: crewBeside(dirname(bundledProgram('cli'))) });
    const startMs = performance.now();
    const { handle } = await session['heap/open']({ path }, context());
    openMs = performance.now() - startMs;
    await session['heap/wait']({ handle, stage: 'complete' }, context());
    restMs = performance.now() - startMs - openMs;
    await session['heap/close']({ handle }, context());
  });

  /** Cancels what `begin` starts, after `delayMs`. Gives how long the answer took, or null when the work was done first. */
  const cancelAfter = async (delayMs: number, begin: (context: RequestContext) => Promise<unknown>): Promise<number | null> => {
    const { flag, ...asking } = context();
    let isDone = false;
    const answer = begin(asking).finally(() => (isDone = true));
    answer.catch(() => {}); // looked at below
    await sleep(delayMs);
    if (isDone) return null;
    const startMs = performance.now();
    Atomics.store(flag, 0, 1);
    const outcome = await answer.then(() => 'done', ({ code }: { code: string }) => code);
    if (outcome === 'done') return null;
    assert.equal(outcome, 'cancelled');
    return performance.now() - startMs;
  };
  const checkAll = (what: string, latencies: readonly (number | null)[]): void => {
    const measured = latencies.filter((ms) => ms !== null);
    assert.ok(measured.length >= MOMENTS / 4, `only ${measured.length} of ${MOMENTS} moments came before the end`);
    const longestMs = Math.max(...measured);
    console.log(`      ${what}: ${measured.length} moments, the longest answer took ${longestMs.toFixed(0)} ms`);
    assert.ok(longestMs < PROMISED_MS + MARGIN_MS, `${longestMs.toFixed(0)} ms`);
  };
  const moments = (wholeMs: number): number[] => Array.from({ length: MOMENTS }, (_, index) => (wholeMs * index) / MOMENTS);

  it('of an opening', async () => {
    const latencies: (number | null)[] = [];
    for (const delayMs of moments(openMs)) {
      latencies.push(await cancelAfter(delayMs, (asking) => session['heap/open']({ path }, asking).then(({ handle }) => session['heap/close']({ handle }, asking))));
    }
    checkAll('heap/open', latencies);
  });

  it('of a wait, and of the analysis behind it', async () => {
    const waits: (number | null)[] = [];
    const stops: number[] = [];
    for (const delayMs of moments(restMs)) {
      const { handle } = await session['heap/open']({ path }, context());
      waits.push(await cancelAfter(delayMs, (asking) => session['heap/wait']({ handle, stage: 'complete' }, asking)));
      const startMs = performance.now();
      await session['heap/stop']({ handle }, context()); // answers once no thread works on it any more
      if (waits.at(-1) !== null) stops.push(performance.now() - startMs);
      await session['heap/close']({ handle }, context());
    }
    checkAll('heap/wait', waits);
    checkAll('heap/stop', stops);
  });

  it('of a question that waits for the analysis', async () => {
    const { handle } = await session['heap/open']({ path }, context());
    const latencyMs = await cancelAfter(20, (asking) => session['heap/dominated']({ handle, node: 0, offset: 0, limit: 10 }, asking));
    assert.ok(latencyMs !== null && latencyMs < PROMISED_MS + MARGIN_MS, `${latencyMs} ms`);
    await session['heap/close']({ handle }, context());
  });
});
