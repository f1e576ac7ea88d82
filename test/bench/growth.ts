/** How Heapline's cost grows with the size of a heap of one shape: from 10^5 to 3 * 10^7 nodes. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_CACHE } from './inputs.ts';
import { medianReport } from './loads.ts';
import { runTool } from './measure.ts';
import type { Tool } from './peers.ts';
import type { Report } from './programs/answer.ts';
import { writeSyntheticHeap } from './syntheticHeap.ts';

export const GROWTH_NODE_COUNTS = [1e5, 1e6, 1e7, 3e7] as const;

export interface GrowthStep {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly fileBytes: number;
  readonly report: Report;
}

/** Opens each heap, small ones three times. The first call writes the files (3 GB together, two minutes). */
export async function measureGrowth(heapline: Tool, say: (text: string) => void): Promise<GrowthStep[]> {
  const steps: GrowthStep[] = [];
  for (const nodeCount of GROWTH_NODE_COUNTS) {
    say(`growth: ${nodeCount} nodes`);
    const file = syntheticFile(nodeCount);
    const reports: Report[] = [];
    let edgeCount = 0;
    for (let run = nodeCount <= 1e6 ? 3 : 1; run > 0; run--) {
      const outcome = await runTool(heapline, file);
      if ('error' in outcome) throw new Error(outcome.error);
      if (outcome.answer!.nodeCount !== nodeCount) throw new Error(`${file} should have ${nodeCount} nodes, ${outcome.answer!.nodeCount} were found`);
      edgeCount = outcome.answer!.edgeCount!;
      reports.push(outcome.report);
    }
    steps.push({ nodeCount, edgeCount, fileBytes: statSync(file).size, report: medianReport(reports)! });
  }
  return steps;
}

/** In words, from the figures. The smallest heap is left out: there the start of the process weighs most. */
export function explainGrowth(steps: readonly GrowthStep[]): string {
  const [, first, ...rest] = steps;
  const last = rest.at(-1)!;
  const times = (perNode: (step: GrowthStep) => number): string => (perNode(last) / perNode(first!)).toFixed(2);
  return [
    `From ${first!.nodeCount.toExponential(0)} to ${last.nodeCount.toExponential(0)} nodes, ${Math.round(last.nodeCount / first!.nodeCount)} times as many, processor time a node grows ${times(({ report, nodeCount }) => report.cpuMs / nodeCount)}-fold and peak memory a node ${times(({ report, nodeCount }) => report.peakBytes / nodeCount)}-fold.`,
    'Every pass is linear in nodes and edges, but for dominators, whose O(edges * log nodes) shows as nearly linear. What grows beyond that is the wait for memory: the walks along references go all over',
    'columns that no longer fit the processor\'s caches. Memory is columns alone, so many bytes a node and an edge. In the smallest heap the start of Node.js weighs most.',
  ].join('\n');
}

function syntheticFile(nodeCount: number): string {
  const key = createHash('sha256').update(readFileSync(join(__dirname, 'syntheticHeap.ts'))).digest('hex').slice(0, 12);
  const path = join(BENCH_CACHE, `growth-${nodeCount}-${key}.heapsnapshot`);
  if (existsSync(path)) return path;
  mkdirSync(BENCH_CACHE, { recursive: true });
  const draft = `${path}.${process.pid}`;
  try {
    writeSyntheticHeap(draft, nodeCount);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return path;
}
