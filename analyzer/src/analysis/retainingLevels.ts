/**
 * How many retaining edges lead from a user root to each node. DevTools' distance is nearly the same, but counts some edges that keep
 * nothing alive and passes over some that do (distances.ts), so that it does not lead along a retaining path everywhere.
 */
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE, type NodeOrdinal } from '../../protocol/units.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { END_MASK } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { edgeRetains, type RetainingRule } from './retainingEdges.ts';
import { findUserRoots } from './userRoots.ts';

/**
 * Level by node: 1 for user roots; for what only V8's own roots hold, the steps from the heap's root above DISTANCE_BASE_SYSTEM (in files
 * without user roots: the steps alone); UNREACHABLE_DISTANCE for what nothing keeps alive. Length nodeCount. O(nodes + edges).
 */
export function computeRetainingLevels(graph: HeapGraph, retaining: RetainingRule, cancel: CancelSignal): Int32Array {
  const levelByNode = createColumn(Int32Array, graph.nodeCount).fill(UNREACHABLE_DISTANCE);
  const userRoots = findUserRoots(graph);
  spreadLevels(graph, retaining, levelByNode, userRoots, 1, cancel);
  spreadLevels(graph, retaining, levelByNode, [graph.rootNode], userRoots.length > 0 ? DISTANCE_BASE_SYSTEM : 0, cancel);
  return levelByNode;
}

/** Breadth-first over retaining edges: gives every node that has no level yet, and is reached from `roots`, its own. */
function spreadLevels(graph: HeapGraph, retaining: RetainingRule, levelByNode: Int32Array, roots: readonly NodeOrdinal[], rootLevel: number, cancel: CancelSignal): void {
  const { firstEdgeByNode, wordByEdge } = graph;
  const queue = createColumn(Uint32Array, graph.nodeCount);
  let length = 0;
  for (const root of roots) {
    if (levelByNode[root] !== UNREACHABLE_DISTANCE) continue;
    levelByNode[root] = rootLevel;
    queue[length++] = root;
  }
  for (let index = 0; index < length; index++) {
    if ((index & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = queue[index]!;
    const level = levelByNode[node]! + 1;
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const target = wordByEdge[edge]! & END_MASK;
      if (levelByNode[target] !== UNREACHABLE_DISTANCE || !edgeRetains(retaining, graph, node, edge)) continue;
      levelByNode[target] = level;
      queue[length++] = target;
    }
  }
}
