/** Waiting ends with the work or with the cancel, whichever is first. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { NEVER_CANCELLED, sharedCancelSignal } from '../../../analyzer/src/base/cancel.ts';
import { untilCancelled } from '../../../analyzer/src/session/untilCancelled.ts';
import { newCancelFlag } from '../../../analyzer/src/threads/asking.ts';

const never = new Promise<never>(() => {});

describe('untilCancelled', () => {
  for (const [how, cancel] of [['can', sharedCancelSignal(newCancelFlag())], ['cannot', NEVER_CANCELLED]] as const) {
    it(`gives what the work gives, when it ${how} be cancelled`, async () => {
      assert.equal(await untilCancelled(sleep(30, 'done'), cancel), 'done');
      await assert.rejects(untilCancelled(Promise.reject(new HeaplineError('emptyFile')), cancel), { code: 'emptyFile' });
    });
  }

  it('ends when the flag is set from elsewhere, while the work goes on', async () => {
    const flag = newCancelFlag();
    setTimeout(() => Atomics.store(flag, 0, 1), 10);
    await assert.rejects(untilCancelled(never, sharedCancelSignal(flag)), { code: 'cancelled' });
  });

  it('ends at once for those who come too late', async () => {
    await assert.rejects(untilCancelled(never, sharedCancelSignal(newCancelFlag().fill(1))), { code: 'cancelled' });
  });
});
