/** A thread answers each question exactly once, whatever its handler does. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { WorkContext } from '../../../analyzer/src/base/workContext.ts';
import { answerQuestions, type Handlers } from '../../../analyzer/src/threads/answering.ts';
import { newCancelFlag } from '../../../analyzer/src/threads/asking.ts';
import type { ThreadMessage } from '../../../analyzer/src/threads/messages.ts';

/** All messages for one question. */
async function answersTo(handlers: Handlers, { method = 'method', params = {}, cancelFlag = newCancelFlag() } = {}, turns: string[] = []): Promise<ThreadMessage[]> {
  const { port1, port2 } = new MessageChannel();
  const answers: ThreadMessage[] = [];
  answerQuestions(handlers, port2, { before: () => void turns.push('before'), after: () => void turns.push('after') });
  try {
    await new Promise<void>((resolve) => {
      port1.on('message', (message: ThreadMessage) => {
        answers.push(message);
        if (message.type !== 'progress') setTimeout(resolve, 20); // one more would come now
      });
      port1.postMessage({ id: 7, method, params, cancelFlag });
    });
  } finally {
    port1.close();
  }
  return answers;
}

describe('answerQuestions', () => {
  for (const [how, handler] of [['at once', ({ value }: { value: number }) => value * 2], ['later', async ({ value }: { value: number }) => sleep(5, value * 2)]] as const) {
    it(`answers ${how}`, async () => {
      const turns: string[] = [];
      assert.deepEqual(await answersTo({ double: handler }, { method: 'double', params: { value: 21 } }, turns), [{ id: 7, type: 'ok', result: 42 }]);
      assert.deepEqual(turns, ['before', 'after']);
    });
  }

  const damaged = new HeaplineError('malformedInput', 'expected "," but found "x"', { byteOffset: 2 ** 33 });
  for (const [how, handler] of [['thrown', () => { throw damaged; }], ['of a promise', () => Promise.reject(damaged)]] as const) {
    it(`gives an error as data, ${how}`, async () => {
      const turns: string[] = [];
      const [{ error, ...answer }] = (await answersTo({ method: handler }, {}, turns)) as [ThreadMessage & { error: object }];
      assert.deepEqual(answer, { id: 7, type: 'failed' });
      assert.deepEqual({ ...error }, { code: 'malformedInput', message: 'expected "," but found "x"', byteOffset: 2 ** 33 });
      assert.deepEqual(turns, ['before', 'after']);
    });
  }

  it('says that memory ran out when an array cannot be made', async () => {
    const [answer] = await answersTo({ method: () => new Uint8Array(2 ** 52) });
    assert.equal(answer!.type === 'failed' && answer.error.code, 'outOfMemory');
  });

  it('does not begin what was cancelled in the queue', async () => {
    const [answer] = await answersTo({ method: () => assert.fail('began') }, { cancelFlag: newCancelFlag().fill(1) });
    assert.equal(answer!.type === 'failed' && answer.error.code, 'cancelled');
  });

  it('hands on the cancel that comes while it works', async () => {
    const cancelFlag = newCancelFlag();
    const [answer] = await answersTo({
      method: (_: object, { cancel }: WorkContext) => {
        cancel.throwIfCancelled();
        Atomics.store(cancelFlag, 0, 1);
        cancel.throwIfCancelled();
      },
    }, { cancelFlag });
    assert.equal(answer!.type === 'failed' && answer.error.code, 'cancelled');
  });

  it('tells each stage of progress, but not more often than anybody can see', async () => {
    const messages = await answersTo({
      method: (_: object, { report }: WorkContext) => {
        for (const stage of ['Reading', 'Grouping']) for (let step = 0; step < 1000; step++) report(stage, step / 1000);
      },
    });
    const progress = messages.filter((message) => message.type === 'progress');
    assert.ok(progress.length >= 2 && progress.length < 100, `${progress.length} messages`);
    assert.deepEqual([...new Set(progress.map(({ stage }) => stage))], ['Reading', 'Grouping']);
    assert.equal(messages.at(-1)!.type, 'ok');
  });
});
