/**
 * Which nodes the program itself can reach, as opposed to only the runtime or a debugger. Named after DevTools' flag, which
 * was made for pages. Source: DevTools, markPageOwnedNodes.
 */
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { createColumn } from '../base/growableColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { DOCUMENT_TREES } from './userRoots.ts';

/** One bit a node. Starts at the targets of the root's shortcuts and of the document trees, spreads over all but weak edges. O(nodes + edges). */
export function markPageObjects(graph: HeapGraph, cancel: CancelSignal): Bitset {
  const { nodeCount, rootNode, firstEdgeByNode, wordByEdge, kindByNode, nameByNode, strings } = graph;
  const marked = createBitset(nodeCount);
  const stack = createColumn(Uint32Array, nodeCount);
  let depth = 0;
  const isDocumentTrees = (node: number): boolean => kindByNode[node] === NODE_KIND.synthetic && strings.text(nameByNode.at(node)) === DOCUMENT_TREES;
  for (let edge = firstEdgeByNode[rootNode]!; edge < firstEdgeByNode[rootNode + 1]!; edge++) {
    const target = wordByEdge[edge]! & END_MASK;
    const kind = wordByEdge[edge]! >>> KIND_SHIFT;
    const starts = kind === EDGE_KIND.shortcut || (kind === EDGE_KIND.element && isDocumentTrees(target));
    if (!starts || hasBit(marked, target)) continue;
    setBit(marked, target);
    stack[depth++] = target;
  }
  const { weak } = EDGE_KIND;
  for (let steps = 1; depth > 0; steps++) {
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = stack[--depth]!;
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      const target = word & END_MASK;
      const bit = 1 << (target & 31);
      const bits = marked[target >>> 5]!;
      if ((bits & bit) !== 0 || word >>> KIND_SHIFT === weak) continue;
      marked[target >>> 5] = bits | bit;
      stack[depth++] = target;
    }
  }
  return marked;
}
