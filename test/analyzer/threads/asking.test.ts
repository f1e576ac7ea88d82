/** Who asks a thread gets one answer: a result, an error as it was, or the thread's death. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { newCancelFlag, startThread, type Thread } from '../../../analyzer/src/threads/asking.ts';

const program = join(__dirname, '../../helpers/threadProgram.cjs');

describe('startThread', () => {
  let thread: Thread;
  let ends = 0;
  beforeEach(() => {
    ends = 0;
    thread = startThread(program, { maxOldSpaceMB: 32, onEnd: () => void ends++ });
  });
  afterEach(() => thread.terminate());
  const ask = (params: object, { cancelFlag = newCancelFlag(), onProgress = NO_PROGRESS } = {}): Promise<unknown> => thread.ask('any', params, { cancelFlag, onProgress });

  it('gives each question its own answer, and shares memory', async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const answers = await Promise.all([ask({ act: 'echo', value: 1 }), ask({ act: 'echo', value: 'two' }), ask({ act: 'echo', value: flag })]);
    assert.deepEqual(answers.slice(0, 2), [1, 'two']);
    Atomics.store(flag, 0, 42);
    assert.equal((answers[2] as Int32Array)[0], 42);
  });

  it('tells of progress whom it concerns, before the answer', async () => {
    const heard: unknown[] = [];
    const hear = (who: string) => ({ onProgress: (stage: string, fraction: number) => void heard.push([who, stage, fraction]) });
    await Promise.all([ask({ act: 'echo', fractions: [0.1] }, hear('a')), ask({ act: 'echo', fractions: [0.25, 0.5] }, hear('b')).then(() => heard.push('answer'))]);
    assert.deepEqual(heard, [['a', 'Reading', 0.1], ['b', 'Reading', 0.25], ['b', 'Reading', 0.5], 'answer']);
  });

  it('cancels a thread that is busy', async () => {
    const cancelFlag = newCancelFlag();
    const spinning = new Int32Array(new SharedArrayBuffer(4));
    const answer = ask({ act: 'spin', flag: spinning }, { cancelFlag });
    while (Atomics.load(spinning, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    Atomics.store(cancelFlag, 0, 1);
    await assert.rejects(answer, { code: 'cancelled' });
    assert.equal(await ask({ act: 'echo', value: 'still there' }), 'still there');
  });

  it('gives an error as the thread gave it', () => assert.rejects(ask({ act: 'fail' }), { name: 'HeaplineError', code: 'malformedInput', message: 'expected a number', byteOffset: 5_000_000_000 }));

  for (const [act, expected] of [
    ['exit', { code: 'internal', message: /ended unexpectedly/ }],
    ['crash', { code: 'internal', message: 'crashed on purpose' }],
    ['hoard', { code: 'outOfMemory' }],
  ] as const) {
    it(`fails what is open, and what is asked afterwards, when the thread dies by "${act}"`, async () => {
      const dying = ask({ act });
      const behind = ask({ act: 'keepSilent' });
      await Promise.all([assert.rejects(dying, expected), assert.rejects(behind, expected)]);
      assert.equal(ends, 1);
      await assert.rejects(ask({ act: 'echo' }), expected);
    });
  }

  it('fails what is open when it is ended', async () => {
    const open = assert.rejects(ask({ act: 'spin' }), { code: 'internal' });
    await thread.terminate();
    await open;
    assert.equal(ends, 1);
  });
});
