/** Retained sizes, and the dominator tree top down. */
import { NO_NODE } from '../../protocol/units.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn, type ColumnKind } from '../base/growableColumn.ts';
import type { DominatorTree } from './dominators.ts';

/** What hangs on the nodes, by depth-first number: the nodes' own and all that they dominate. */
export interface Subtrees {
  readonly bytesByNumber: BytesColumn;
  readonly countByNumber: Int32Array;
}

/** Sums of integers below 2^53 are exact in any order. O(nodes). */
export function sumSubtrees({ dominatorByNumber, nodeByNumber }: DominatorTree, shallowBytesByNode: BytesColumn, cancel: CancelSignal): Subtrees {
  const last = nodeByNumber.length - 1;
  const bytesByNumber = createColumn(shallowBytesByNode.constructor as ColumnKind<Uint32Array>, nodeByNumber.length);
  const countByNumber = createColumn(Int32Array, nodeByNumber.length).fill(1);
  for (let number = 1; number <= last; number++) bytesByNumber[number] = shallowBytesByNode[nodeByNumber[number]!]!;
  for (let number = last; number > 1; number--) {
    if ((number & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const dominator = dominatorByNumber[number]!;
    bytesByNumber[dominator]! += bytesByNumber[number]!;
    countByNumber[dominator]! += countByNumber[number]!;
  }
  return { bytesByNumber, countByNumber };
}

/** Retained size by node. O(nodes). */
export function retainedByNode({ nodeByNumber }: DominatorTree, { bytesByNumber }: Subtrees): BytesColumn {
  const retainedBytesByNode = createColumn(bytesByNumber.constructor as ColumnKind<Uint32Array>, nodeByNumber.length - 1);
  for (let number = 1; number < nodeByNumber.length; number++) retainedBytesByNode[nodeByNumber[number]!] = bytesByNumber[number]!;
  return retainedBytesByNode;
}

/** The dominator tree top down: node n immediately dominates nodeByDominated[firstDominatedByNode[n]] … */
export interface DominatedIndex {
  readonly firstDominatedByNode: Uint32Array;
  readonly nodeByDominated: Uint32Array;
}

/** What each node immediately dominates, ascending. O(nodes). */
export function indexDominated(dominatorByNode: Uint32Array, cancel: CancelSignal): DominatedIndex {
  const nodeCount = dominatorByNode.length;
  const firstDominatedByNode = createColumn(Uint32Array, nodeCount + 2); // shifted by one row while rows are filled
  for (let node = 0; node < nodeCount; node++) if (dominatorByNode[node] !== NO_NODE) firstDominatedByNode[dominatorByNode[node]! + 2]!++;
  for (let node = 0; node < nodeCount; node++) firstDominatedByNode[node + 2]! += firstDominatedByNode[node + 1]!;
  const nodeByDominated = createColumn(Uint32Array, firstDominatedByNode[nodeCount + 1]!);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const dominator = dominatorByNode[node]!;
    if (dominator !== NO_NODE) nodeByDominated[firstDominatedByNode[dominator + 1]!++] = node;
  }
  return { firstDominatedByNode, nodeByDominated };
}
