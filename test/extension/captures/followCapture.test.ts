/** When the analyzer is told of a capture that begins, and that its trouble stays its own. */
import assert from 'node:assert/strict';
import { followerFor } from '../../../extension/src/captures/followCapture.ts';
import type { CaptureEstimate } from '../../../extension/src/inspector/target.ts';

const ESTIMATE: CaptureEstimate = { heapUsedBytes: 50e6, fileBytes: 100e6, pauseMs: 1, extraTargetBytes: 400e6, freeDiskBytes: null, freeMemoryBytes: null, cgroupHeadroomBytes: null, refusal: null };

/** Questions and log lines of a follower; every question fails when `isBroken`. */
function follow(estimate: Partial<CaptureEstimate>, { isBroken = false } = {}) {
  const asked: unknown[] = [];
  const logged: string[] = [];
  const ask = async (...question: unknown[]) => {
    asked.push(question);
    if (isBroken) throw new Error('the analyzer is gone');
    return null;
  };
  const follower = followerFor('/captures/a.heapsnapshot', { ...ESTIMATE, ...estimate }, { ask: ask as never, log: { debug: (line: string) => logged.push(line) } as never });
  return { follower, asked, logged };
}

describe('a capture that the analyzer reads while it is written', () => {
  it('is told from its beginning to its end, or failure', () => {
    const { follower, asked } = follow({});
    follower!.begins('/captures/a.heapsnapshot.part');
    follower!.ends(123);
    follower!.ends(null);
    assert.deepEqual(asked, [
      ['heap/follow', { path: '/captures/a.heapsnapshot', partPath: '/captures/a.heapsnapshot.part', expectedBytes: 100e6 }],
      ['heap/followed', { path: '/captures/a.heapsnapshot', bytes: 123 }],
      ['heap/followed', { path: '/captures/a.heapsnapshot', bytes: null }],
    ]);
  });

  it('goes on without an analyzer that fails', async () => {
    const { follower, logged } = follow({}, { isBroken: true });
    follower!.begins('/captures/a.heapsnapshot.part');
    follower!.ends(123);
    await new Promise(setImmediate);
    assert.equal(logged.length, 2);
    assert.match(logged[0]!, /the analyzer is gone/);
  });

  for (const [room, isFollowed] of [
    [{ freeMemoryBytes: 460e6 }, true],
    [{ freeMemoryBytes: 459e6 }, false],
    [{ freeMemoryBytes: 9e9, cgroupHeadroomBytes: 459e6 }, false],
    [{ freeMemoryBytes: 9e9, cgroupHeadroomBytes: 460e6 }, true],
  ] as const) {
    it(`${isFollowed ? 'is followed' : 'is read later'} with room ${JSON.stringify(room)}`, () => {
      assert.equal(follow(room).follower !== undefined, isFollowed);
    });
  }
});
