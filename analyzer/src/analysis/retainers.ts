/** The edges turned round: who holds each node. */
import { hasBit } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { TABLE_EDGE } from './retainingEdges.ts';
import { isTableEdge, type WeakMapPairs } from './weakMapPairs.ts';

/** Incoming edges in columns: node n is held by rows firstRetainerByNode[n] … firstRetainerByNode[n + 1] - 1. */
export interface RetainerIndex {
  /** Length nodeCount + 1. */
  readonly firstRetainerByNode: Uint32Array;
  /** See RetainerView. Length edgeCount. */
  readonly wordByRetainer: Uint32Array;
}

/** Nodes first … end - 1. */
export interface NodeRange {
  readonly first: number;
  readonly end: number;
}

/** Columns for the retainers of a whole heap, to be filled. 4 bytes an edge. Errors: outOfMemory. */
export function createRetainerIndex({ nodeCount, edgeCount }: { nodeCount: number; edgeCount: number }): RetainerIndex {
  return { firstRetainerByNode: createColumn(Uint32Array, nodeCount + 1), wordByRetainer: createColumn(Uint32Array, edgeCount) };
}

/**
 * Fills in the retainers of the nodes in `range`, in order of edges; several threads fill one index, each its range. Counting sort: each
 * looks at all edges, twice, and writes at random only into its own rows. O(edges + range).
 */
export function indexRetainers(graph: HeapGraph, pairs: WeakMapPairs, { firstRetainerByNode, wordByRetainer }: RetainerIndex, { first, end }: NodeRange, cancel: CancelSignal): void {
  const { nodeCount, edgeCount, firstEdgeByNode, wordByEdge } = graph;
  const { owners } = pairs;
  const size = end - first;
  const next = new Uint32Array(size);
  let sum = countRetainers(graph, next, first, cancel);
  for (let row = 0; row < size; row++) {
    const count = next[row]!;
    firstRetainerByNode[first + row] = sum;
    next[row] = sum;
    sum += count;
  }
  if (end === nodeCount) firstRetainerByNode[nodeCount] = edgeCount;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const edgeEnd = firstEdgeByNode[node + 1]!;
    const isOwner = hasBit(owners, node);
    for (let edge = firstEdgeByNode[node]!; edge < edgeEnd; edge++) {
      const word = wordByEdge[edge]!;
      const row = (word & END_MASK) - first;
      if (row < 0 || row >= size) continue;
      const kindBits = isOwner && isTableEdge(pairs, edge) ? TABLE_EDGE << KIND_SHIFT : word & ~END_MASK;
      wordByRetainer[next[row]!++] = node | kindBits;
    }
  }
}

/** Counts into `counts` the retainers of the nodes from `first` on; returns how many the nodes before have. */
function countRetainers({ edgeCount, wordByEdge }: HeapGraph, counts: Uint32Array, first: number, cancel: CancelSignal): number {
  const size = counts.length;
  let before = 0;
  for (let edge = 0; edge < edgeCount; edge++) {
    if ((edge & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const row = (wordByEdge[edge]! & END_MASK) - first;
    if (row < 0) before++;
    else if (row < size) counts[row]!++;
  }
  return before;
}
