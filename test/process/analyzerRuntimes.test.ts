/** The bundled analyzer on every Node.js that a user may choose for it: the same answers on each. */
import assert from 'node:assert/strict';
import { startAnalyzer } from '../helpers/analyzerProcess.ts';
import { NODE_MAJORS, nodeBinary } from '../helpers/nodeBinaries.ts';
import { makeSnapshotPair, type SnapshotPair } from '../helpers/ownSnapshots.ts';
import { checkRuntime } from '../../extension/src/analyzerRuntime.ts';

describe('the analyzer on each Node.js', function () {
  this.timeout(300_000);
  let pair: SnapshotPair;
  before(() => {
    pair = makeSnapshotPair(500);
  });
  after(() => pair.remove());

  /** What a user sees of the capture. */
  const answersOn = async (runtime: string): Promise<unknown> => {
    const analyzer = await startAnalyzer([], runtime);
    try {
      const { handle } = await analyzer.ask('heap/open', { path: pair.after });
      const summary = await analyzer.ask('heap/wait', { handle, stage: 'complete' });
      const classes = await analyzer.ask('heap/classes', { handle, offset: 0, limit: 1000, sortBy: 'retainedBytes' });
      return { summary, classes };
    } finally {
      await analyzer.stop();
    }
  };

  for (const major of NODE_MAJORS.filter((candidate) => candidate >= 20)) {
    it(`answers alike on ${major}`, async () => {
      await checkRuntime(nodeBinary(major));
      assert.deepEqual(await answersOn(nodeBinary(major)), await answersOn(process.execPath));
    });
  }

  for (const major of NODE_MAJORS.filter((candidate) => candidate < 20)) {
    it(`is not started on ${major}`, () => assert.rejects(checkRuntime(nodeBinary(major)), { code: 'runtimeUnusable' }));
  }
});
