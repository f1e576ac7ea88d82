/** A cancel that is set in shared memory is seen by whoever asks. */
import assert from 'node:assert/strict';
import { NEVER_CANCELLED, sharedCancelSignal } from '../../../analyzer/src/base/cancel.ts';

describe('sharedCancelSignal', () => {
  it('throws once the flag is set, not before', () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const signal = sharedCancelSignal(flag);
    signal.throwIfCancelled();
    Atomics.store(flag, 0, 1);
    assert.throws(() => signal.throwIfCancelled(), { code: 'cancelled' });
    NEVER_CANCELLED.throwIfCancelled();
  });
});
