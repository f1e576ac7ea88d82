/** Distances from the user roots, with DevTools' exceptions. Source: DevTools, calculateDistances. */
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE, type NodeOrdinal } from '../../protocol/units.ts';
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
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
  /** Nodes in order of distance. */
  readonly queue: Uint32Array;
  /** One bit a node: it is queued. 32 times smaller than the distances, so that most looks at it stay in the processor's cache. */
  readonly queued: Bitset;
  readonly exceptions: DistanceExceptions;
  readonly pairs: WeakMapPairs;
  /** Whether the edge, met when its target has no distance yet, gives it one. Asked only for nodes with exceptions or pairs. */
  passes(edge: number): boolean;
  /** The first edges of a block's nodes. */
  readonly words: Uint32Array;
}

/** Nodes whose edges are looked up together: the processor waits once for 32 rows of memory that lie anywhere (18 % of the pass, measured). */
const BLOCK = 32;
/** Blocks between two looks at the cancel signal: 2^16 nodes. */
const BLOCK_CHECK_MASK = (CANCEL_CHECK_MASK + 1) / BLOCK - 1;

/**
 * Distance by node. User roots have 1, and what they reach over all but weak edges the length of the shortest way; what only the
 * system roots reach counts from DISTANCE_BASE_SYSTEM at the root; the rest is UNREACHABLE_DISTANCE. O(nodes + edges).
 */
export function computeDistances(graph: HeapGraph, userRoots: readonly NodeOrdinal[], pairs: WeakMapPairs, exceptions: DistanceExceptions, cancel: CancelSignal): Int32Array {
  const { nodeCount, rootNode } = graph;
  const search: Search = {
    graph,
    distances: createColumn(Int32Array, nodeCount).fill(UNREACHABLE_DISTANCE),
    queue: new Uint32Array(nodeCount),
    queued: createBitset(nodeCount),
    exceptions,
    pairs,
    passes: edgeFilter(exceptions, pairs),
    words: new Uint32Array(BLOCK),
  };
  visitBreadthFirst(search, new Set(userRoots), 1, cancel); // two edges of the root may lead to one
  visitBreadthFirst(search, new Set([rootNode]), userRoots.length > 0 ? DISTANCE_BASE_SYSTEM : 0, cancel);
  return search.distances;
}

/** Gives `starts` the distance `startDistance`, and what they reach and nobody has reached so far the distances behind it. */
function visitBreadthFirst(search: Search, starts: ReadonlySet<NodeOrdinal>, startDistance: number, cancel: CancelSignal): void {
  let length = 0;
  for (const start of starts) {
    setBit(search.queued, start);
    search.queue[length++] = start;
  }
  for (let from = 0, distance = startDistance, block = 0; from < length; distance++) {
    const end = length;
    while (from < end) {
      if ((block++ & BLOCK_CHECK_MASK) === 0) cancel.throwIfCancelled();
      const to = Math.min(from + BLOCK, end);
      length = visitBlock(search, from, to, distance, length);
      from = to;
    }
  }
}

/** Gives the nodes at `from` … `to` - 1 of the queue their distance, and queues what they reach from `length` on; returns the new length. */
function visitBlock({ graph, distances, queue, queued, exceptions, pairs, passes, words }: Search, from: number, to: number, distance: number, length: number): number {
  const { firstEdgeByNode, wordByEdge } = graph;
  const { weak } = EDGE_KIND;
  for (let index = from; index < to; index++) words[index - from] = wordByEdge[firstEdgeByNode[queue[index]!]!]!;
  for (let index = from; index < to; index++) {
    const node = queue[index]!;
    distances[node] = distance;
    const isFiltered = hasBit(exceptions.owners, node) || hasBit(pairs.owners, node);
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      const target = word & END_MASK;
      const bit = 1 << (target & 31);
      const bits = queued[target >>> 5]!;
      if ((bits & bit) !== 0 || word >>> KIND_SHIFT === weak || (isFiltered && !passes(edge))) continue;
      queued[target >>> 5] = bits | bit;
      queue[length++] = target;
    }
  }
  return length;
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
