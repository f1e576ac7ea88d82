/** Retained sizes, and the dominator tree top down. */
import { NO_NODE } from '../../protocol/units.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn, release, trimmed, type ColumnKind } from '../base/growableColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import { at, graphKernelFor, inSlices } from '../kernels/graphKernel.ts';
import { retainedByClass } from './classTable.ts';
import type { ClassColumn } from './classify.ts';
import { dominatorsByNode, type DominatorTree } from './dominators.ts';

export interface RetainedSizes {
  readonly retainedBytesByNode: BytesColumn;
  readonly retainedBytesByClass: Float64Array;
}

/** What the sizes are summed up from. */
export interface Members {
  readonly classByNode: ClassColumn;
  readonly classCount: number;
  readonly shallowBytesByNode: BytesColumn;
}

/** Retained sizes by node and by class; see retainedByClass(). O(nodes), 20 bytes a node extra. The kernel does the same in little more than half of the time. */
export function computeRetainedSizes(tree: DominatorTree, members: Members, context: WorkContext): RetainedSizes {
  const { classByNode, classCount, shallowBytesByNode } = members;
  const found = sizesInKernel(tree, members, context);
  if (found) return found;
  const subtrees = sumSubtrees(tree, shallowBytesByNode, context.cancel);
  const retainedBytesByClass = retainedByClass(classByNode, classCount, shallowBytesByNode, tree, subtrees, context.cancel);
  return { retainedBytesByNode: retainedByNode(tree, subtrees), retainedBytesByClass };
}

/** Null when a column is not in the arena, or sizes are doubles. */
function sizesInKernel({ dominatorByNumber, nodeByNumber }: DominatorTree, { classByNode, classCount, shallowBytesByNode }: Members, { cancel, arena }: WorkContext): RetainedSizes | null {
  if (!arena || shallowBytesByNode instanceof Float64Array) return null;
  const end = nodeByNumber.length;
  const [bytesByNumber, countByNumber, classByNumber] = [createColumn(Uint32Array, end), createColumn(Uint32Array, end), createColumn(Uint32Array, end)];
  const memberByPlace = createColumn(Uint32Array, 2 * end); // number and class side by side, in the tree's preorder
  const [coveredUpTo, retainedBytesByClass] = [createColumn(Uint32Array, classCount), createColumn(Float64Array, classCount)];
  const kernel = graphKernelFor(arena, [dominatorByNumber, nodeByNumber, classByNode, shallowBytesByNode, bytesByNumber, countByNumber, classByNumber, memberByPlace, coveredUpTo, retainedBytesByClass]);
  if (!kernel) {
    [bytesByNumber, countByNumber, classByNumber, memberByPlace, coveredUpTo, retainedBytesByClass].forEach(release);
    return null;
  }
  inSlices(1, end, cancel, (first, sliceEnd) =>
    kernel.sumSubtrees(end - first, end - sliceEnd + 1, at(dominatorByNumber), at(nodeByNumber), at(shallowBytesByNode), at(classByNode), classByNode.BYTES_PER_ELEMENT, at(bytesByNumber), at(countByNumber), at(classByNumber)));
  const nextPlaceByNumber = classByNumber; // row by row
  inSlices(1, end, cancel, (first, sliceEnd) => kernel.placeMembers(first, sliceEnd, at(dominatorByNumber), at(countByNumber), at(nextPlaceByNumber), at(memberByPlace)));
  inSlices(0, end - 1, cancel, (first, sliceEnd) => kernel.sumClasses(first, sliceEnd, at(memberByPlace), at(countByNumber), at(bytesByNumber), at(coveredUpTo), at(retainedBytesByClass)));
  const retainedBytesByNode = trimmed(countByNumber, end - 1); // whose rows nobody needs any more
  inSlices(1, end, cancel, (first, sliceEnd) => kernel.spreadByNode(first, sliceEnd, at(nodeByNumber), at(bytesByNumber), at(retainedBytesByNode)));
  return { retainedBytesByNode, retainedBytesByClass };
}

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
function retainedByNode({ nodeByNumber }: DominatorTree, { bytesByNumber }: Subtrees): BytesColumn {
  const retainedBytesByNode = createColumn(bytesByNumber.constructor as ColumnKind<Uint32Array>, nodeByNumber.length - 1);
  for (let number = 1; number < nodeByNumber.length; number++) retainedBytesByNode[nodeByNumber[number]!] = bytesByNumber[number]!;
  return retainedBytesByNode;
}

/** The dominator tree top down: node n immediately dominates nodeByDominated[firstDominatedByNode[n]] … */
export interface DominatedIndex {
  readonly dominatorByNode: Uint32Array;
  readonly firstDominatedByNode: Uint32Array;
  readonly nodeByDominated: Uint32Array;
}

/** The tree by node, from above and from below: what each node immediately dominates, ascending, and its immediate dominator, the root's being NO_NODE. O(nodes). */
export function indexDominated(tree: DominatorTree, context: WorkContext): DominatedIndex {
  return dominatedInKernel(tree, context) ?? indexByNode(dominatorsByNode(tree), context.cancel);
}

/** Null when a column is not in the arena. */
function dominatedInKernel({ dominatorByNumber, nodeByNumber }: DominatorTree, { cancel, arena }: WorkContext): DominatedIndex | null {
  if (!arena) return null;
  const nodeCount = nodeByNumber.length - 1;
  const rootNode = nodeByNumber[1]!;
  const dominatorByNode = createColumn(Uint32Array, nodeCount);
  const firstDominatedByNode = createColumn(Uint32Array, nodeCount + 2); // shifted by one row while rows are filled
  const nodeByDominated = createColumn(Uint32Array, nodeCount - 1);
  const kernel = graphKernelFor(arena, [dominatorByNumber, nodeByNumber, dominatorByNode, firstDominatedByNode, nodeByDominated]);
  if (!kernel) {
    [dominatorByNode, firstDominatedByNode, nodeByDominated].forEach(release);
    return null;
  }
  dominatorByNode[rootNode] = NO_NODE;
  inSlices(2, nodeCount + 1, cancel, (first, end) => kernel.spreadDominators(first, end, at(dominatorByNumber), at(nodeByNumber), at(dominatorByNode), at(firstDominatedByNode)));
  let rows = 0;
  inSlices(0, nodeCount + 2, cancel, (first, end) => (rows = kernel.startRows(first, end, at(firstDominatedByNode), rows)));
  inSlices(0, nodeCount, cancel, (first, end) => kernel.placeDominated(first, end, rootNode, at(dominatorByNode), at(firstDominatedByNode), at(nodeByDominated)));
  return { dominatorByNode, firstDominatedByNode, nodeByDominated };
}

function indexByNode(dominatorByNode: Uint32Array, cancel: CancelSignal): DominatedIndex {
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
  return { dominatorByNode, firstDominatedByNode, nodeByDominated };
}
