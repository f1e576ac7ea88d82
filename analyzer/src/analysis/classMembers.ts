/** Members of one class. */
import type { ConstructorStage } from './heapAnalysis.ts';

/** Nodes that the class's row counts: those with a size. Ascending ordinals. O(nodes). */
export function membersOfClass({ graph, classes, shallowBytesByNode }: ConstructorStage, classIndex: number): Uint32Array {
  const members = new Uint32Array(classes.nodeCountByClass[classIndex]!);
  const { classByNode } = classes;
  for (let node = 0, count = 0; node < graph.nodeCount && count < members.length; node++) {
    if (classByNode.at(node) === classIndex && shallowBytesByNode.at(node) !== 0) members[count++] = node;
  }
  return members;
}
