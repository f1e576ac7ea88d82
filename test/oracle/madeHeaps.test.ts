/** The bench's made heaps are valid: a doubled real one and a made-up one, read by us and by DevTools with the same result. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkHeapGraph } from '../../analyzer/src/model/checkHeapGraph.ts';
import { inflate } from '../bench/inflate.ts';
import { writeSyntheticHeap } from '../bench/syntheticHeap.ts';
import { askDevTools } from '../helpers/devtoolsOracle.ts';
import { graphOf, loadWhole } from '../helpers/loadedCaptures.ts';
import { NODE_MAJORS } from '../helpers/nodeBinaries.ts';
import { realSnapshots } from '../helpers/realSnapshots.ts';
import { checkClasses, checkNodes } from './compareWithOracle.ts';

describe('made heaps of the bench', function () {
  this.timeout(300_000);
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'heapline-made-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const major of NODE_MAJORS.filter((version) => version >= 22)) {
    it(`a heap of Node.js ${major} twice under one root`, async () => {
      const { before: source } = realSnapshots(major, 'plain');
      const path = join(folder, `twice-${major}.heapsnapshot`);
      inflate(source, path);
      const { analysis: single } = await loadWhole(source);
      const { analysis: twice, columns } = await loadWhole(path);
      checkHeapGraph(graphOf(columns));
      assert.equal(twice.graph.nodeCount, 2 * single.graph.nodeCount - 1, 'both share the root');
      assert.equal(twice.graph.edgeCount, 2 * single.graph.edgeCount);
      assert.equal(twice.totalBytes - twice.graph.extraNativeBytes, 2 * (single.totalBytes - single.graph.extraNativeBytes));
      const oracle = await askDevTools(path);
      checkNodes(twice, oracle);
      checkClasses(twice, oracle);
    });
  }

  it('a made-up heap', async () => {
    const path = join(folder, 'made-up.heapsnapshot');
    writeSyntheticHeap(path, 20_000);
    const { analysis, columns } = await loadWhole(path);
    checkHeapGraph(graphOf(columns));
    assert.equal(analysis.graph.nodeCount, 20_000);
    const perNode = analysis.graph.edgeCount / analysis.graph.nodeCount;
    assert.ok(perNode > 3 && perNode < 4.5, `${perNode} edges a node are not like a real heap's`);
    const oracle = await askDevTools(path);
    checkNodes(analysis, oracle);
    checkClasses(analysis, oracle);
  });
});
