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

/** All incoming edges of every node, in order of edges. Counting sort: O(nodes + edges); result 4 bytes an edge. */
export function indexRetainers({ nodeCount, edgeCount, firstEdgeByNode, wordByEdge }: HeapGraph, pairs: WeakMapPairs, cancel: CancelSignal): RetainerIndex {
  const { owners } = pairs;
  const firstRetainerByNode = createColumn(Int32Array, nodeCount + 1);
  const wordByRetainer = createColumn(Int32Array, edgeCount);
  // As signed numbers words need no check for what a small integer cannot hold: a third faster.
  const words = new Int32Array(wordByEdge.buffer, wordByEdge.byteOffset, edgeCount);
  countRetainers(words, firstRetainerByNode, cancel);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const end = firstEdgeByNode[node + 1]!;
    if (hasBit(owners, node)) {
      for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
        const word = words[edge]!;
        wordByRetainer[firstRetainerByNode[word & END_MASK]!++] = node | (isTableEdge(pairs, edge) ? TABLE_EDGE << KIND_SHIFT : word & ~END_MASK);
      }
      continue;
    }
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const word = words[edge]!;
      const target = word & END_MASK;
      const place = firstRetainerByNode[target]!;
      firstRetainerByNode[target] = (place + 1) | 0;
      wordByRetainer[place] = node | (word & ~END_MASK);
    }
  }
  // Each row has moved on to where the next one begins.
  firstRetainerByNode.copyWithin(1, 0, nodeCount);
  firstRetainerByNode[0] = 0;
  return { firstRetainerByNode: unsigned(firstRetainerByNode), wordByRetainer: unsigned(wordByRetainer) };
}

function unsigned({ buffer, byteOffset, length }: Int32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

/** Leaves in each row where the node's retainers begin, and in the last one how many there are. */
function countRetainers(words: Int32Array, firstByNode: Int32Array, cancel: CancelSignal): void {
  for (let edge = 0; edge < words.length; edge++) {
    if ((edge & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const target = words[edge]! & END_MASK;
    firstByNode[target] = (firstByNode[target]! + 1) | 0;
  }
  let sum = 0;
  for (let node = 0; node < firstByNode.length; node++) {
    const count = firstByNode[node]!;
    firstByNode[node] = sum;
    sum += count;
  }
}
