/** Which edges keep their target alive, for dominators and paths. Source: DevTools, computeIsEssentialEdge. */
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { WeakMapPairs } from './weakMapPairs.ts';

/**
 * One bit an edge. Not retaining: weak edges; edges to oneself; the table's edge of a WeakMap entry (the key's counts); and,
 * but from the root: shortcuts, and edges from what only the runtime reaches to what the program reaches (else whatever a
 * debugger looks at would seem to be held by the debugger). O(nodes + edges).
 */
export function markRetainingEdges(graph: HeapGraph, pageObjects: Bitset, { pairByString, tableIdByPair }: WeakMapPairs, cancel: CancelSignal): Bitset {
  const { nodeCount, edgeCount, rootNode, firstEdgeByNode, kindByEdge, targetByEdge, nameOrIndexByEdge, nodeIdByNode } = graph;
  const { weak, internal, shortcut } = EDGE_KIND;
  const hasPairs = pairByString.length > 0;
  const retaining = createBitset(edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const isRoot = node === rootNode;
    const isPageObject = hasBit(pageObjects, node);
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const kind = kindByEdge[edge]!;
      const target = targetByEdge[edge]!;
      if (kind === weak || target === node) continue;
      if (kind === internal && hasPairs) {
        const pair = pairByString[nameOrIndexByEdge[edge]!]!;
        if (pair !== 0 && tableIdByPair[pair] === nodeIdByNode[node]) continue;
      }
      if (!isRoot && (kind === shortcut || (!isPageObject && hasBit(pageObjects, target)))) continue;
      setBit(retaining, edge);
    }
  }
  return retaining;
}
