/** A crew runs as many tasks at once as it has threads, in the order in which they came, and survives the death of a thread. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { NEVER_CANCELLED, sharedCancelSignal } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import type { WorkContext } from '../../../analyzer/src/base/workContext.ts';
import { createInlineCrew, createThreadCrew, type Crew } from '../../../analyzer/src/crew/crew.ts';
import { newCancelFlag } from '../../../analyzer/src/threads/asking.ts';

const program = join(__dirname, '../../helpers/threadProgram.cjs');
const context: WorkContext = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };

describe('createThreadCrew', () => {
  let crew: Crew;
  beforeEach(() => {
    crew = createThreadCrew(program, 2);
  });
  afterEach(() => crew.close());
  /** The program does what it is told, whatever the task is called. */
  const run = (params: object, work = context): Promise<unknown> => crew.run('keep', params as never, work);
  const hold = (): { answer: Promise<unknown>; release(): void } => {
    const flag = newCancelFlag();
    return {
      answer: run({ act: 'hold', flag }),
      release() {
        Atomics.store(flag, 0, 1);
        Atomics.notify(flag, 0);
      },
    };
  };

  it('runs two tasks at once, each on a thread of its own', async () => {
    const [a, b] = [hold(), hold()];
    a.release();
    const first = await a.answer;
    b.release();
    assert.notEqual(first, await b.answer);
  });

  it('lets a third task wait for a free thread, first come, first served', async () => {
    const [a, b] = [hold(), hold()];
    const order: number[] = [];
    const waiting = [1, 2, 3].map((value) => run({ act: 'echo', value }).then(() => void order.push(value)));
    a.release();
    const late = a.answer.then(() => run({ act: 'echo', value: 4 })).then(() => void order.push(4));
    await Promise.all([...waiting, late]);
    assert.deepEqual(order, [1, 2, 3, 4]);
    b.release();
    await b.answer;
  });

  it('does not begin a task that was cancelled while it waited', async () => {
    const [a, b] = [hold(), hold()];
    const flag = newCancelFlag();
    const answer = assert.rejects(run({ act: 'exit' }, { ...context, cancel: sharedCancelSignal(flag) }), { code: 'cancelled' });
    Atomics.store(flag, 0, 1);
    a.release();
    await answer;
    b.release();
    await b.answer;
  });

  it('cancels a task that runs', async () => {
    const flag = newCancelFlag();
    const spinning = newCancelFlag();
    const answer = run({ act: 'spin', flag: spinning }, { ...context, cancel: sharedCancelSignal(flag) });
    while (Atomics.load(spinning, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    Atomics.store(flag, 0, 1);
    await assert.rejects(answer, { code: 'cancelled' });
  });

  it('tells of progress', async () => {
    const fractions: number[] = [];
    await run({ act: 'echo', fractions: [0.5, 1] }, { ...context, report: (_, fraction) => fractions.push(fraction) });
    assert.deepEqual(fractions, [0.5, 1]);
  });

  it('starts a thread again after its death, and goes on with what waits', async () => {
    const other = hold();
    const before = await run({ act: 'thread' });
    const dying = assert.rejects(run({ act: 'exit' }), { code: 'internal' });
    const waiting = run({ act: 'thread' });
    await dying;
    assert.notEqual(await waiting, before);
    other.release();
    await other.answer;
  });

  it('gives the errors of tasks, and stays of use', async () => {
    for (let time = 0; time < 3; time++) await assert.rejects(run({ act: 'fail' }), { code: 'malformedInput', byteOffset: 5_000_000_000 });
    assert.equal(await run({ act: 'echo', value: 'next' }), 'next');
  });
});

describe('createInlineCrew', () => {
  it('runs tasks where it is asked', async () => {
    const column = Uint32Array.of(1, 2);
    assert.deepEqual(await createInlineCrew().run('keep', { columns: [column], scratch: null }, context), [column]);
  });

  it('gives errors with the promise', () => assert.rejects(createInlineCrew().run('joinParts', { importerId: 'none', parts: [] }, context)));
});
