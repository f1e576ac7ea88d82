/** Counts and sizes per class. Source: DevTools, buildAggregates and calculateClassesRetainedSize. Nodes of size 0 do not count. */
import type { BytesColumn } from '../base/bytesColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import type { ClassColumn, Classification } from './classify.ts';
import type { DominatorTree } from './dominators.ts';
import type { Classes } from './heapAnalysis.ts';
import type { Subtrees } from './retainedSizes.ts';

/** The classes with their members' number and shallow sizes. O(nodes). */
export function buildClassTable(classification: Classification, shallowBytesByNode: BytesColumn, cancel: CancelSignal): Classes {
  const { classByNode, ...names } = classification;
  const classCount = classification.keyByClass.length;
  const nodeCountByClass = createColumn(Uint32Array, classCount);
  const selfBytesByClass = createColumn(Float64Array, classCount);
  for (let node = 0; node < classByNode.length; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const bytes = shallowBytesByNode[node]!;
    if (bytes === 0) continue;
    const index = classByNode[node]!;
    nodeCountByClass[index]!++;
    selfBytesByClass[index]! += bytes;
  }
  return { ...names, classCount, nodeCountByClass, selfBytesByClass };
}

/** Smallest distance of a counted member, by class. O(nodes). */
export function nearestByClass(classByNode: ClassColumn, classCount: number, shallowBytesByNode: BytesColumn, distanceByNode: Int32Array, cancel: CancelSignal): Int32Array {
  const distanceByClass = createColumn(Int32Array, classCount).fill(0x7fffffff);
  for (let node = 0; node < classByNode.length; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const index = classByNode[node]!;
    if (distanceByNode[node]! < distanceByClass[index]! && shallowBytesByNode[node] !== 0) distanceByClass[index] = distanceByNode[node]!;
  }
  return distanceByClass;
}

/**
 * What a class retains: the retained sizes of those members that no other member of the class dominates.
 *
 * In the dominator tree's preorder a subtree is a stretch of rows, so a member counts exactly when it stands behind the end of the
 * subtree of the class's last counted member. The preorder needs no lists of children: with the number of nodes in every subtree, each
 * node takes the next free stretch of its dominator's. O(nodes), 8 bytes a node extra.
 */
export function retainedByClass(classByNode: ClassColumn, classCount: number, shallowBytesByNode: BytesColumn, { dominatorByNumber, nodeByNumber }: DominatorTree, { bytesByNumber, countByNumber }: Subtrees, cancel: CancelSignal): Float64Array {
  const last = nodeByNumber.length - 1;
  /** Of a node that has its place: where the next node that it dominates goes. */
  const nextPlaces = createColumn(Int32Array, last + 1);
  const numberByPlace = createColumn(Int32Array, last);
  numberByPlace[0] = 1;
  nextPlaces[1] = 1;
  for (let number = 2; number <= last; number++) {
    if ((number & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const dominator = dominatorByNumber[number]!;
    const place = nextPlaces[dominator]!;
    nextPlaces[dominator] = place + countByNumber[number]!;
    nextPlaces[number] = place + 1;
    numberByPlace[place] = number;
  }
  const retainedBytesByClass = createColumn(Float64Array, classCount);
  const coveredUpTo = new Int32Array(classCount);
  for (let place = 0; place < last; place++) {
    if ((place & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const number = numberByPlace[place]!;
    const node = nodeByNumber[number]!;
    const index = classByNode[node]!;
    if (place < coveredUpTo[index]! || shallowBytesByNode[node] === 0) continue;
    coveredUpTo[index] = place + countByNumber[number]!;
    retainedBytesByClass[index]! += bytesByNumber[number]!;
  }
  return retainedBytesByClass;
}
