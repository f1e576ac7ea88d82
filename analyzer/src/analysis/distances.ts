/** Distances from the user roots, with DevTools' exceptions. Source: DevTools, calculateDistances. */
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE, type NodeOrdinal } from '../../protocol/units.ts';
import { createBitset, hasBit, setBit } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { DistanceExceptions } from './distanceExceptions.ts';
import { weakMapRow, type WeakMapPairs } from './weakMapPairs.ts';

/** What a search needs beside the graph. */
interface Search {
  readonly graph: HeapGraph;
  readonly distances: Int32Array;
  readonly queue: Uint32Array;
  readonly exceptions: DistanceExceptions;
  readonly pairs: WeakMapPairs;
  /** Whether the edge, met when its target has no distance yet, gives it one. Asked only for nodes with exceptions or pairs. */
  passes(edge: number): boolean;
}

/**
 * Distance by node. User roots have 1, and what they reach over all but weak edges the length of the shortest way; what only the
 * system roots reach counts from DISTANCE_BASE_SYSTEM at the root; the rest is UNREACHABLE_DISTANCE. O(nodes + edges).
 */
export function computeDistances(graph: HeapGraph, userRoots: readonly NodeOrdinal[], pairs: WeakMapPairs, exceptions: DistanceExceptions, cancel: CancelSignal): Int32Array {
  const { nodeCount, rootNode } = graph;
  const distances = createColumn(Int32Array, nodeCount).fill(UNREACHABLE_DISTANCE);
  const search: Search = { graph, distances, queue: new Uint32Array(nodeCount), exceptions, pairs, passes: edgeFilter(exceptions, pairs) };
  let length = 0;
  for (const root of userRoots) {
    if (distances[root] === 1) continue; // two edges of the root may lead to it
    distances[root] = 1;
    search.queue[length++] = root;
  }
  visitBreadthFirst(search, length, cancel);
  distances[rootNode] = userRoots.length > 0 ? DISTANCE_BASE_SYSTEM : 0;
  search.queue[0] = rootNode;
  visitBreadthFirst(search, 1, cancel);
  return distances;
}

function visitBreadthFirst({ graph, distances, queue, exceptions, pairs, passes }: Search, queued: number, cancel: CancelSignal): void {
  const { firstEdgeByNode, wordByEdge } = graph;
  const { weak } = EDGE_KIND;
  let length = queued;
  for (let index = 0; index < length; index++) {
    if ((index & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = queue[index]!;
    const distance = distances[node]! + 1;
    const isFiltered = hasBit(exceptions.owners, node) || hasBit(pairs.owners, node);
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      if (word >>> KIND_SHIFT === weak) continue;
      const target = word & END_MASK;
      if (distances[target] !== UNREACHABLE_DISTANCE || (isFiltered && !passes(edge))) continue;
      distances[target] = distance;
      queue[length++] = target;
    }
  }
}

function edgeFilter(exceptions: DistanceExceptions, pairs: WeakMapPairs): Search['passes'] {
  // The first edge of a WeakMap entry is passed over, so that the value is as far as the farther of table and key.
  const pending = createBitset(pairs.pairCount);
  return (edge) => {
    if (hasBit(exceptions.edges, edge)) return false;
    const row = weakMapRow(pairs, edge);
    if (row < 0) return true;
    const pair = pairs.pairByRow[row]!;
    if (hasBit(pending, pair)) {
      pending[pair >>> 5]! &= ~(1 << (pair & 31));
      return true;
    }
    setBit(pending, pair);
    return false;
  };
}
