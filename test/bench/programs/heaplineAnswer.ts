/** What Heapline found in a file, in the bench's words. */
import { NO_NODE } from '../../../analyzer/protocol/units.ts';
import type { HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { hashOf, MAX_LISTED_NODES, type Answer } from './answer.ts';

/** Reads every row of every column that is compared. */
export function answerOf(analysis: HeapAnalysis): Answer {
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
