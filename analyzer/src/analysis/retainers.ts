/** The edges turned round: who holds each node. */
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import { hasBit } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { RetainerIndex } from './heapAnalysis.ts';
import { TABLE_EDGE } from './retainingEdges.ts';
import { isTableEdge, type WeakMapPairs } from './weakMapPairs.ts';

/** All incoming edges of every node, in order of edges. Counting sort: O(nodes + edges); result 4 bytes an edge. */
export function indexRetainers(graph: HeapGraph, pairs: WeakMapPairs, cancel: CancelSignal): RetainerIndex {
  const { nodeCount, edgeCount, firstEdgeByNode, wordByEdge } = graph;
  const { owners } = pairs;
  const firstRetainerByNode = countRetainers(graph, cancel);
  const wordByRetainer = createColumn(Uint32Array, edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const end = firstEdgeByNode[node + 1]!;
    if (hasBit(owners, node)) {
      for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
        const word = wordByEdge[edge]!;
        const kind = isTableEdge(pairs, edge) ? TABLE_EDGE : word >>> KIND_SHIFT;
        wordByRetainer[firstRetainerByNode[word & END_MASK]!++] = node | (kind << KIND_SHIFT);
      }
      continue;
    }
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      wordByRetainer[firstRetainerByNode[word & END_MASK]!++] = node | (word & ~END_MASK);
    }
  }
  // Each row has moved on to where the next one begins.
  firstRetainerByNode.copyWithin(1, 0, nodeCount);
  firstRetainerByNode[0] = 0;
  return { firstRetainerByNode, wordByRetainer };
}

/** Where each node's retainers begin. Length nodeCount + 1. */
function countRetainers({ nodeCount, edgeCount, wordByEdge }: HeapGraph, cancel: CancelSignal): Uint32Array {
  const firstByNode = createColumn(Uint32Array, nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) {
    if ((edge & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    firstByNode[wordByEdge[edge]! & END_MASK]!++;
  }
  let sum = 0;
  for (let node = 0; node < nodeCount; node++) {
    const count = firstByNode[node]!;
    firstByNode[node] = sum;
    sum += count;
  }
  firstByNode[nodeCount] = sum;
  return firstByNode;
}

/** The node that holds, of the retainer at `place`. */
export function retainerSource({ wordByRetainer }: RetainerIndex, place: number): NodeOrdinal {
  return wordByRetainer[place]! & END_MASK;
}

/** Code of the kind of the edge at `place`. */
export function retainerKind({ wordByRetainer }: RetainerIndex, place: number): number {
  const kind = wordByRetainer[place]! >>> KIND_SHIFT;
  return kind === TABLE_EDGE ? EDGE_KIND.internal : kind;
}

/**
 * The edge behind the retainer of `node` at `place`. Retainers are in order of edges, so those from one source stand together and
 * their order is that of the source's edges to `node`. Cost: the edges of the source.
 */
export function retainerEdge({ firstEdgeByNode, wordByEdge }: HeapGraph, retainers: RetainerIndex, node: NodeOrdinal, place: number): EdgeOrdinal {
  const source = retainerSource(retainers, place);
  let earlier = 0;
  for (let before = place - 1; before >= retainers.firstRetainerByNode[node]! && retainerSource(retainers, before) === source; before--) earlier++;
  for (let edge = firstEdgeByNode[source]!; ; edge++) if ((wordByEdge[edge]! & END_MASK) === node && earlier-- === 0) return edge;
}
