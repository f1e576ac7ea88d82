/**
 * Our numbers are DevTools' numbers: on snapshots of a real program by every Node version and in every variant, for every node, every
 * class, every row of the comparison.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { AllocationTable } from '../../analyzer/src/model/allocationTable.ts';
import type { HeapGraph } from '../../analyzer/src/model/heapGraph.ts';
import { checkHeapGraph } from '../../analyzer/src/model/checkHeapGraph.ts';
import { askDevTools, type OracleAnswer } from '../helpers/devtoolsOracle.ts';
import { NODE_MAJORS, type NodeMajor } from '../helpers/nodeBinaries.ts';
import { graphOf, loadWhole } from '../helpers/loadedCaptures.ts';
import { realSnapshots, type SnapshotVariant } from '../helpers/realSnapshots.ts';
import { checkClasses, checkDiff, checkNodes, checkStatistics } from './compareWithOracle.ts';

const cases: [NodeMajor, SnapshotVariant][] = NODE_MAJORS.flatMap((major): [NodeMajor, SnapshotVariant][] => [[major, 'plain'], [major, 'inspector']]);
for (const major of NODE_MAJORS.filter((known) => known === 20 || known >= 24)) {
  // The options exist from Node 18 on; the three layouts that differ are enough.
  cases.push([major, 'numericValues'], [major, 'internals'], [major, 'allocations']);
}

describe('DevTools agrees', function () {
  this.timeout(180_000);
  for (const [major, variant] of cases) {
    it(`on Node ${major}, ${variant}`, async () => {
      const { before, after } = realSnapshots(major, variant);
      const oracle = variant === 'allocations' ? await askAboutRepaired(before, after) : await askDevTools(after, before);
      const base = await loadWhole(before);
      const target = await loadWhole(after);
      const graph = graphOf(target.columns);
      checkHeapGraph(graph);
      checkNodes(target.analysis, oracle);
      checkClasses(target.analysis, oracle);
      checkStatistics(target.analysis, oracle);
      checkDiff(base, target, oracle);
      if (variant === 'allocations') checkAllocations(graph, target.capture.allocations);
      assert.deepEqual(target.capture.diagnostics.filter(({ code }) => code !== 'traceFunctionCountTooSmall'), []);
    });
  }
});

/** Objects have allocation stacks, and each stack is in the tree. */
function checkAllocations(heap: HeapGraph, allocations: AllocationTable | null): void {
  const known = new Set(allocations!.traceNodeIdByTreeNode);
  const used = heap.traceNodeIdByNode!.filter((id) => id !== 0);
  assert.ok(used.length > 1000, `${used.length} objects have a stack`);
  assert.ok(used.every((id) => known.has(id)));
}

/**
 * A program that records its own allocations may count too few functions in the header, and DevTools crashes on such a file. It gets
 * copies with the right count; we read the originals.
 */
async function askAboutRepaired(before: string, after: string): Promise<OracleAnswer> {
  const directory = mkdtempSync(join(tmpdir(), 'heapline-repaired-'));
  try {
    const repaired: string[] = [];
    for (const path of [before, after]) {
      const copy = join(directory, basename(path));
      const { functionCount } = (await loadWhole(path)).capture.allocations!;
      writeFileSync(copy, readFileSync(path, 'utf8').replace(/"trace_function_count":\d+/, `"trace_function_count":${functionCount}`));
      repaired.push(copy);
    }
    return await askDevTools(repaired[1]!, repaired[0]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
