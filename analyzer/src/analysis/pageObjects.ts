/**
 * Which nodes the program itself can reach, as opposed to only the runtime or a debugger: the targets of the root's shortcuts and of
 * the document trees, and what they reach over all but weak edges. Nearly all of them are found by the depth-first search, which starts
 * there (depthFirst.ts); here is where that is, and what follows from edges that it passes over. Named after DevTools' flag, which was
 * made for pages. Source: DevTools, markPageOwnedNodes.
 */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { DOCUMENT_TREES } from './userRoots.ts';

/** Where page objects begin, in file order, one for each edge of the root. */
export function findPageRoots({ rootNode, firstEdgeByNode, wordByEdge, kindByNode, nameByNode, strings }: HeapGraph): NodeOrdinal[] {
  const isDocumentTrees = (node: number): boolean => kindByNode[node] === NODE_KIND.synthetic && strings.text(nameByNode.at(node)) === DOCUMENT_TREES;
  const roots: NodeOrdinal[] = [];
  for (let edge = firstEdgeByNode[rootNode]!; edge < firstEdgeByNode[rootNode + 1]!; edge++) {
    const target = wordByEdge[edge]! & END_MASK;
    const kind = wordByEdge[edge]! >>> KIND_SHIFT;
    if (kind === EDGE_KIND.shortcut || (kind === EDGE_KIND.element && isDocumentTrees(target))) roots.push(target);
  }
  return roots;
}

/** Marks the nodes of `starts` and all that they reach, but for what is marked already. Sets of one bit a node. O(nodes + edges of what it marks). */
export function spreadPageObjects({ nodeCount, firstEdgeByNode, wordByEdge }: HeapGraph, marked: Bitset, starts: Bitset, cancel: CancelSignal): void {
  const stack = createColumn(Uint32Array, nodeCount);
  let depth = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (!hasBit(starts, node) || hasBit(marked, node)) continue;
    setBit(marked, node);
    stack[depth++] = node;
  }
  const { weak } = EDGE_KIND;
  for (let steps = 1; depth > 0; steps++) {
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = stack[--depth]!;
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      const target = word & END_MASK;
      if (hasBit(marked, target) || word >>> KIND_SHIFT === weak) continue;
      setBit(marked, target);
      stack[depth++] = target;
    }
  }
}
