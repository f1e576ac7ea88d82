/** What an object holds through V8's helper tables: the entries of a Map, the elements of an array, the values of a dictionary. */
import type { Bytes, NodeOrdinal } from '../../../protocol/units.ts';
import type { HeapAnalysis } from '../heapAnalysis.ts';
import { isHelper, isSystemKind } from './noise.ts';

/** Members of one class among what a holder dominates. */
export interface HeldClass {
  readonly classIndex: number;
  count: number;
  /** Sum of retained sizes. */
  bytes: Bytes;
  /** The member with the highest id: the youngest. */
  newest: NodeOrdinal;
}

/**
 * The objects that `holder` immediately dominates, seen through helper tables, by class. `accepts` picks which count; what is not
 * accepted is not looked into. Cost: the dominated objects of the holder and its tables.
 */
export function tallyHeld(analysis: HeapAnalysis, holder: NodeOrdinal, accepts: (node: NodeOrdinal) => boolean): Map<number, HeldClass> {
  const { graph, classes, retainedBytesByNode, shallowBytesByNode } = analysis;
  const { firstDominatedByNode, nodeByDominated } = analysis.dominated;
  const tally = new Map<number, HeldClass>();
  const stack: NodeOrdinal[] = [holder];
  while (stack.length > 0) {
    const parent = stack.pop()!;
    for (let place = firstDominatedByNode.at(parent); place < firstDominatedByNode.at(parent + 1); place++) {
      const node = nodeByDominated.at(place);
      if (isHelper(analysis, node)) {
        stack.push(node);
        continue;
      }
      if (isSystemKind(graph.kindByNode.at(node)) || shallowBytesByNode.at(node) === 0 || !accepts(node)) continue;
      const classIndex = classes.classByNode.at(node);
      const held = tally.get(classIndex);
      if (!held) {
        tally.set(classIndex, { classIndex, count: 1, bytes: retainedBytesByNode.at(node), newest: node });
        continue;
      }
      held.count++;
      held.bytes += retainedBytesByNode.at(node);
      if (graph.nodeIdByNode.at(node) > graph.nodeIdByNode.at(held.newest)) held.newest = node;
    }
  }
  return tally;
}

/** Immediately dominated objects, at most two levels of helpers deep: a cheap bound before a tally is made. */
export function dominatedCount(analysis: HeapAnalysis, node: NodeOrdinal): number {
  const { firstDominatedByNode } = analysis.dominated;
  return firstDominatedByNode.at(node + 1) - firstDominatedByNode.at(node);
}
