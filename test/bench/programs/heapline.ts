/**
 * Heapline: from the file until everything that its views show is there. Runs what ships, bundled and minified as it ships.
 * Arguments: the snapshot, where the answer goes.
 */
import { NO_NODE } from '../../../analyzer/protocol/units.ts';
import type { HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { createThreadCrew } from '../../../analyzer/src/crew/crew.ts';
import { crewBeside } from '../../../analyzer/src/session/crewBeside.ts';
import { loadCapture } from '../../../analyzer/src/session/loadCapture.ts';
import { finish, hashOf, MAX_LISTED_NODES, type Answer } from './answer.ts';
import { ownCost } from './ownCost.ts';

const [file, answerPath] = process.argv.slice(2) as [string, string];

async function main(): Promise<void> {
  const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
  const { programPath, size } = crewBeside(__dirname);
  const startMs = performance.now();
  const { run } = await loadCapture(file, createThreadCrew(programPath, size), context);
  const firstTableMs = performance.now() - startMs;
  const analysis = (await run.wait('complete', context)) as HeapAnalysis;
  const everythingMs = performance.now() - startMs;
  finish({ ...ownCost(), firstTableMs, everythingMs }, { path: answerPath, value: answerOf(analysis) });
}

function answerOf(analysis: HeapAnalysis): Answer {
  const { graph, classes, shallowBytesByNode, retainedBytesByNode, retainedBytesByClass, distanceByNode, dominatorByNode, totalBytes } = analysis;
  const { nodeCount, edgeCount } = graph;
  let shallowBytes = 0;
  for (let node = 0; node < nodeCount; node++) shallowBytes += shallowBytesByNode.at(node);
  return {
    nodeCount,
    edgeCount,
    shallowBytes,
    totalBytes,
    classes: classes.keyByClass.flatMap((key, index) => {
      const count = classes.nodeCountByClass[index]!;
      return count > 0 ? [{ key, name: classes.nameByClass[index]!, count, selfBytes: classes.selfBytesByClass[index]!, retainedBytes: retainedBytesByClass[index]! }] : [];
    }),
    columnHashes: {
      shallow: hashOf(nodeCount, (node) => shallowBytesByNode.at(node)),
      retained: hashOf(nodeCount, (node) => retainedBytesByNode.at(node)),
      distance: hashOf(nodeCount, (node) => distanceByNode.at(node)),
      dominator: hashOf(nodeCount, (node) => (dominatorByNode.at(node) === NO_NODE ? node : dominatorByNode.at(node))),
    },
    ...(nodeCount <= MAX_LISTED_NODES && { retainedBytesByNode: Float64Array.from({ length: nodeCount }, (_, node) => retainedBytesByNode.at(node)) }),
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
