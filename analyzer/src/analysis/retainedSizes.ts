/** Retained sizes, and the dominator tree top down. */
import { NO_NODE } from '../../protocol/units.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn, type ColumnKind } from '../base/growableColumn.ts';
import type { DominatorTree } from './dominators.ts';

/** Bytes by node: its own and those of all it dominates. Sums of integers below 2^53 are exact in any order. O(nodes). */
export function computeRetainedSizes({ dominatorByNode, nodeByOrder }: DominatorTree, shallowBytesByNode: BytesColumn, cancel: CancelSignal): BytesColumn {
  const retainedBytes = createColumn(shallowBytesByNode.constructor as ColumnKind<Uint32Array>, shallowBytesByNode.length);
  retainedBytes.set(shallowBytesByNode);
  for (let order = nodeByOrder.length - 1; order > 0; order--) {
    if ((order & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = nodeByOrder[order]!;
    retainedBytes[dominatorByNode[node]!]! += retainedBytes[node]!;
  }
  return retainedBytes;
}

/** The dominator tree top down: node n immediately dominates nodeByDominated[firstDominatedByNode[n]] … */
export interface DominatedIndex {
  readonly firstDominatedByNode: Uint32Array;
  readonly nodeByDominated: Uint32Array;
}

/** What each node immediately dominates, ascending. O(nodes). */
export function indexDominated(dominatorByNode: Uint32Array, cancel: CancelSignal): DominatedIndex {
  const nodeCount = dominatorByNode.length;
  const firstDominatedByNode = new Uint32Array(nodeCount + 2); // shifted by one row while rows are filled
  for (let node = 0; node < nodeCount; node++) if (dominatorByNode[node] !== NO_NODE) firstDominatedByNode[dominatorByNode[node]! + 2]!++;
  for (let node = 0; node < nodeCount; node++) firstDominatedByNode[node + 2]! += firstDominatedByNode[node + 1]!;
  const nodeByDominated = new Uint32Array(firstDominatedByNode[nodeCount + 1]!);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const dominator = dominatorByNode[node]!;
    if (dominator !== NO_NODE) nodeByDominated[firstDominatedByNode[dominator + 1]!++] = node;
  }
  return { firstDominatedByNode, nodeByDominated };
}
