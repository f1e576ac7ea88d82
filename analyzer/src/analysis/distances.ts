/** Distances from the user roots, with DevTools' exceptions. Source: DevTools, calculateDistances. */
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE, type NodeOrdinal } from '../../protocol/units.ts';
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import { at, broughtInto, graphKernelFor } from '../kernels/graphKernel.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { DistanceExceptions } from './distanceExceptions.ts';
import { weakMapRow, type WeakMapPairs } from './weakMapPairs.ts';

/** What a search needs beside the graph. */
interface Search {
  readonly graph: HeapGraph;
  readonly distances: Int32Array;
  /** Nodes in the order in which they are reached. */
  readonly queue: Uint32Array;
  /** One bit a node: it is in the queue. Asked for every edge: 32 times as many nodes fit a cache as with distances. */
  readonly reached: Bitset;
  readonly exceptions: DistanceExceptions;
  readonly pairs: WeakMapPairs;
  /** One bit a WeakMap entry: its first edge was met. */
  readonly pending: Bitset;
  /** The first edges of a block's nodes. */
  readonly words: Uint32Array;
}

/** Nodes whose edges are looked up together: the processor waits once for 32 rows of memory that lie anywhere (18 % of the pass, measured). */
const BLOCK = 32;

/** Rows of the queue between two looks at the cancel signal. */
const SLICE_ROWS = CANCEL_CHECK_MASK + 1;

/** Visits rows first … end - 1 of the queue, all of one distance. Returns the queue's new length. */
type Visit = (first: number, end: number, distance: number, queued: number) => number;

/**
 * Distance by node. User roots have 1, and what they reach over all but weak edges the length of the shortest way; what only the
 * system roots reach counts from DISTANCE_BASE_SYSTEM at the root; the rest is UNREACHABLE_DISTANCE. O(nodes + edges).
 */
export function computeDistances(graph: HeapGraph, userRoots: readonly NodeOrdinal[], pairs: WeakMapPairs, exceptions: DistanceExceptions, { cancel, arena }: WorkContext): Int32Array {
  const { nodeCount, rootNode } = graph;
  const search: Search = {
    graph,
    distances: createColumn(Int32Array, nodeCount).fill(UNREACHABLE_DISTANCE),
    queue: createColumn(Uint32Array, nodeCount),
    reached: createBitset(nodeCount),
    exceptions,
    pairs: { ...pairs, edgeByRow: broughtInto(arena, pairs.edgeByRow), pairByRow: broughtInto(arena, pairs.pairByRow) },
    pending: createBitset(pairs.pairCount),
    words: createColumn(Uint32Array, BLOCK),
  };
  const visit = visitorInKernel(search, arena) ?? visitor(search);
  visitByLevels(search, visit, userRoots, 1, cancel);
  // The root counts from the system even where something leads back to it.
  visitByLevels(search, visit, [rootNode], userRoots.length > 0 ? DISTANCE_BASE_SYSTEM : 0, cancel);
  return search.distances;
}

/** Gives all that `starts` reach, and is not reached yet, its distance: `startDistance` for the starts themselves. */
function visitByLevels({ distances, queue, reached }: Search, visit: Visit, starts: readonly NodeOrdinal[], startDistance: number, cancel: CancelSignal): void {
  let length = 0;
  for (const start of starts) {
    if (distances[start] === startDistance) continue; // two edges of the root may lead to it
    setBit(reached, start);
    distances[start] = startDistance;
    queue[length++] = start;
  }
  for (let index = 0, distance = startDistance; index < length; distance++) {
    const levelEnd = length;
    while (index < levelEnd) {
      cancel.throwIfCancelled();
      const sliceEnd = Math.min(levelEnd, index + SLICE_ROWS);
      length = visit(index, sliceEnd, distance, length);
      index = sliceEnd;
    }
  }
}

/** The same as visitor() in less than two thirds of the time; null when a column is not in the arena. */
function visitorInKernel({ graph: { firstEdgeByNode, wordByEdge }, distances, queue, reached, exceptions, pairs, pending, words }: Search, arena: WorkContext['arena']): Visit | null {
  const { owners, edgeByRow, pairByRow } = pairs;
  const kernel = graphKernelFor(arena, [firstEdgeByNode, wordByEdge, distances, queue, reached, exceptions.owners, exceptions.edges, owners, edgeByRow, pairByRow, pending, words]);
  if (!kernel) return null;
  return (first, end, distance, queued) =>
    kernel.visit(first, end, distance, queued, at(firstEdgeByNode), at(wordByEdge), at(distances), at(queue), at(reached), at(exceptions.owners), at(exceptions.edges), at(owners), at(edgeByRow), at(pairByRow), edgeByRow.length, at(pending), at(words));
}

function visitor(search: Search): Visit {
  const passes = edgeFilter(search);
  return (first, end, distance, queued) => {
    let length = queued;
    for (let index = first; index < end; index += BLOCK) length = visitBlock(search, passes, index, Math.min(end, index + BLOCK), distance, length);
    return length;
  };
}

/** Rows first … end - 1 of the queue, at most BLOCK. Returns the queue's new length. */
function visitBlock({ graph, distances, queue, reached, exceptions, pairs, words }: Search, passes: (edge: number) => boolean, first: number, end: number, distance: number, queued: number): number {
  const { firstEdgeByNode, wordByEdge } = graph;
  const { weak } = EDGE_KIND;
  let length = queued;
  for (let index = first; index < end; index++) words[index - first] = wordByEdge[firstEdgeByNode[queue[index]!]!]!; // brings them into the processor's cache
  for (let index = first; index < end; index++) {
    const node = queue[index]!;
    distances[node] = distance;
    const isFiltered = hasBit(exceptions.owners, node) || hasBit(pairs.owners, node);
    const edgeEnd = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < edgeEnd; edge++) {
      const word = wordByEdge[edge]!;
      const target = word & END_MASK;
      const bit = 1 << (target & 31);
      const bits = reached[target >>> 5]!;
      if ((bits & bit) !== 0 || word >>> KIND_SHIFT === weak || (isFiltered && !passes(edge))) continue;
      reached[target >>> 5] = bits | bit;
      queue[length++] = target;
    }
  }
  return length;
}

/** Whether an edge, met when its target is not reached yet, reaches it. Asked only for nodes with exceptions or pairs. */
function edgeFilter({ exceptions, pairs, pending }: Search): (edge: number) => boolean {
  // The first edge of a WeakMap entry is passed over, so that the value is as far as the farther of table and key.
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
