/** An analysis says the same however little memory there is, and whatever comes between: a stop, answers that are being made, a full disk. */
import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import type { AnalysisColumns } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import type { ColumnSource } from '../../../analyzer/src/base/numberColumn.ts';
import { openScratchFile, type ScratchFile } from '../../../analyzer/src/columnFile/scratchFile.ts';
import { loadColumn } from '../../../analyzer/src/columnFile/pagedColumn.ts';
import { createInlineCrew, type Crew } from '../../../analyzer/src/crew/crew.ts';
import { startAnalysis, type AnalysisRun } from '../../../analyzer/src/session/analysisRun.ts';
import { readCapture } from '../../../analyzer/src/session/loadCapture.ts';
import { createWorkplace, type Workplace } from '../../../analyzer/src/session/workplace.ts';
import { makeSnapshotPair, type SnapshotPair } from '../../helpers/ownSnapshots.ts';
import { hashOfRows } from '../../helpers/hashOfRows.ts';

const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const FILE_BYTES = 20e6;

/** Everything that is known, each column as a hash of its rows. */
function factsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value) || 'stretches' in value) return hashOfRows(loadColumn(value as ColumnSource));
  if (Array.isArray(value)) return value.map(factsOf);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, factsOf(part)]));
}

describe('an analysis', function () {
  this.timeout(60_000);
  let pair: SnapshotPair;
  let scratch: ScratchFile;
  let expected: unknown;
  before(async () => {
    pair = makeSnapshotPair(2_000);
    expected = factsOf(await whole(await start(createWorkplace(createInlineCrew(), null, FILE_BYTES))));
  });
  beforeEach(() => {
    scratch = openScratchFile()!;
  });
  afterEach(() => scratch.close());
  after(() => pair.remove());

  const start = async (place: Workplace): Promise<AnalysisRun> => startAnalysis(place, (await readCapture(pair.after, place, context)).heap, context);
  const whole = async (run: AnalysisRun): Promise<AnalysisColumns> => {
    await run.waitForPaths(context);
    return run.columns;
  };
  /** With less memory than any analysis takes. */
  const tight = (crew: Crew = createInlineCrew(), whenIdle?: (then: () => void) => void): Workplace => ({ ...createWorkplace(crew, scratch, FILE_BYTES, whenIdle), memoryBytes: 0 });

  it('says the same where memory is short', async () => {
    const columns = await whole(await start(tight()));
    assert.ok('stretches' in columns.heap.wordByEdge, 'edges went to disk');
    assert.deepEqual(factsOf(columns), expected);
  });

  it('says the same where there is a disk, and memory enough', async () => {
    const columns = await whole(await start(createWorkplace(createInlineCrew(), scratch, FILE_BYTES)));
    assert.ok(ArrayBuffer.isView(columns.heap.wordByEdge), 'edges stayed in memory');
    assert.deepEqual(factsOf(columns), expected);
  });

  it('says the same when nothing can be written to the disk', async () => {
    const file = openSync('/dev/full', 'w');
    try {
      // Read with a disk that works: the file is read anew in memory where it does not.
      const place = tight();
      const { heap } = await readCapture(pair.after, place, context);
      const full = { ...place, scratch: { file, reserve: () => ({ file, byteOffset: 0 }), close() {} } };
      assert.deepEqual(factsOf(await whole(await startAnalysis(full, heap, context))), expected);
    } finally {
      closeSync(file);
    }
  });

  it('goes on after a stop at any task, while answers are still being made of what was known before', async () => {
    const names: string[] = [];
    const counting = createInlineCrew();
    await whole(await start(tight({ ...counting, run: (task, params, given) => (names.push(task), counting.run(task, params, given)) })));
    const first = names.indexOf('weakMapPairs');
    for (let stop = first; stop < names.length; stop++) {
      const waiting: (() => void)[] = [];
      let left = stop;
      let stopping = Promise.resolve();
      const inline = createInlineCrew();
      let run: AnalysisRun | null = null;
      const crew: Crew = {
        ...inline,
        async run(task, params, given) {
          const result = await inline.run(task, params, given);
          if (left-- === 0) stopping = run!.stop();
          given.cancel.throwIfCancelled();
          return result;
        },
      };
      run = await start(tight(crew, (then) => void waiting.push(then)));
      const before = run.columns;
      const asBefore = factsOf(before);
      await run.waitForPaths(context).catch(() => {});
      await stopping;
      await run.wait('complete', context);
      assert.deepEqual(factsOf(before), asBefore, 'an answer reads what it began with');
      waiting.splice(0).forEach((then) => then());
      assert.deepEqual(factsOf(await whole(run)), expected, `stopped behind task ${stop}, ${names[stop]}`);
    }
  });
});
