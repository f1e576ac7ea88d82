/** Comparison of two heaps, and cancelling in the middle. */
import assert from 'node:assert/strict';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { compareColumns } from '../../helpers/compareColumns.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { createInlineCrew } from '../../../analyzer/src/crew/crew.ts';
import { startAnalysis } from '../../../analyzer/src/session/analysisRun.ts';
import { createWorkplace } from '../../../analyzer/src/session/workplace.ts';
import { analyzeColumns } from './analyzeColumns.ts';
import { drawHeap } from './drawnHeap.ts';

/** Draws the rows: `Session +c(8) -a,b(16)`. */
function check(beforeText: string, afterText: string, expected: string): void {
  const before = drawHeap(beforeText);
  const after = drawHeap(afterText);
  const { diff: { classes } } = compareColumns([before, after].map(({ graph }) => analyzeColumns(graph.columns).columns));
  const labels = (heap: typeof before, nodes: Uint32Array): string => Array.from(nodes, (node) => heap.nodes[node]!.label).join(',');
  const rows = classes.map((row) => `${row.name} +${labels(after, row.addedNodes)}(${row.addedBytes}) -${labels(before, row.removedNodes)}(${row.removedBytes})`);
  assert.equal(rows.join(' · '), expected);
}

describe('comparison', () => {
  it('pairs by id', () => check('root -> a, b · a: "S" @11 · b: "S" @13', 'root -> x, y · x: "S" 40 @15 · y: "S" @13', 'S +x(40) -a(8)'));
  it('is empty for the same heap', () => check('root -> a · a: "S"', 'root -> a · a: "S"', ''));
  it('knows classes of one side only', () => check('root -> a · a: "Gone"', 'root -> b · b: "New"', 'New +b(8) -(0) · Gone +(0) -a(8)'));
  it('counts a change of size for no change', () => check('root -> a · a: "S" 8', 'root -> a · a: "S" 80', ''));
  it('counts a change of class for one gone and one new', () => check('root -> a · a: "A" @9', 'root -> a · a: "B" @9', 'B +a(8) -(0) · A +(0) -a(8)'));
  it('leaves out what has no size', () => check('root -> a · a: "S" 0', 'root -> b · b: "S" 0 @99', ''));
  it('names old plain objects by the new interfaces', () => {
    check(
      'root -> a · a: "Object" @9 · a -property id-> v · v: string @21',
      'root -> a, b · a: "Object" @9 · b: "Object" @11 · v: string @21 · a -property id-> v · b -property id-> v',
      '{id} +b(8) -(0)',
    );
  });
  it('orders by id, also above 2^31', () => {
    check('root -> z · z: "T"', 'root -> a, b, c, z · z: "T" @3 · a: "S" @4294967290 · b: "S" @8 · c: "S" @2147483700', 'S +b,c,a(24) -(0)');
  });
});

describe('analysis', () => {
  it('stops wherever it is cancelled', () => {
    const { graph } = drawHeap('root -> a, b · a -> c · b -> c · c: "Object" · c -> d');
    let asked = 0;
    analyzeColumns(graph.columns, { cancel: { throwIfCancelled: () => void asked++ }, report: NO_PROGRESS });
    assert.ok(asked > 5, `the passes ask ${asked} times`);
    for (let stop = 1; stop <= asked; stop++) {
      let left = stop;
      const cancel = {
        throwIfCancelled() {
          if (--left === 0) throw new HeaplineError('cancelled');
        },
      };
      assert.throws(() => analyzeColumns(graph.columns, { cancel, report: NO_PROGRESS }), { code: 'cancelled' });
    }
  });
  it('reports how far it is, never less than before', async () => {
    const heap = drawHeap('root -> a').graph.columns;
    const fractions: number[] = [];
    const run = await startAnalysis(createWorkplace(createInlineCrew(), null, 1e6), heap, { cancel: NEVER_CANCELLED, report: NO_PROGRESS });
    await run.wait('complete', { cancel: NEVER_CANCELLED, report: (_, fraction) => void fractions.push(fraction) });
    assert.deepEqual(fractions, [...fractions].sort((a, b) => a - b));
    assert.equal(fractions.at(-1), 1);
  });
});
