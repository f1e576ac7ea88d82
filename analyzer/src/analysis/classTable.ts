/** Counts and sizes per class. Source: DevTools, buildAggregates and calculateClassesRetainedSize. */
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import type { Classification } from './classify.ts';
import type { ClassTable, DominatedIndex } from './heapAnalysis.ts';

/** What the numbers are computed from; all by node. */
export interface ClassTableInputs {
  readonly rootNode: number;
  readonly shallowBytesByNode: Float64Array;
  readonly retainedBytesByNode: Float64Array;
  readonly distanceByNode: Int32Array;
  readonly dominated: DominatedIndex;
}

/** Nodes of size 0 do not count. O(nodes). */
export function buildClassTable(classification: Classification, inputs: ClassTableInputs, cancel: CancelSignal): ClassTable {
  const { classByNode } = classification;
  const { shallowBytesByNode, distanceByNode } = inputs;
  const classCount = classification.keyByClass.length;
  const nodeCountByClass = new Uint32Array(classCount);
  const selfBytesByClass = new Float64Array(classCount);
  const distanceByClass = new Int32Array(classCount).fill(0x7fffffff);
  for (let node = 0; node < classByNode.length; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const bytes = shallowBytesByNode[node]!;
    if (bytes === 0) continue;
    const index = classByNode[node]!;
    nodeCountByClass[index]!++;
    selfBytesByClass[index]! += bytes;
    if (distanceByNode[node]! < distanceByClass[index]!) distanceByClass[index] = distanceByNode[node]!;
  }
  const retainedBytesByClass = sumRetained(classByNode, classCount, inputs, cancel);
  return { ...classification, classCount, nodeCountByClass, selfBytesByClass, retainedBytesByClass, distanceByClass };
}

/**
 * What a class retains: the retained sizes of those members that no other member of the class dominates. A walk down the
 * dominator tree that counts, per class, the members on the way.
 */
function sumRetained(classByNode: Uint32Array, classCount: number, { rootNode, shallowBytesByNode, retainedBytesByNode, dominated }: ClassTableInputs, cancel: CancelSignal): Float64Array {
  const { firstDominatedByNode, nodeByDominated } = dominated;
  const retainedBytesByClass = new Float64Array(classCount);
  const onTheWayByClass = new Uint32Array(classCount);
  const way = new Uint32Array(classByNode.length);
  const nextByDepth = new Uint32Array(classByNode.length);
  let depth = -1;
  const enter = (node: number): void => {
    way[++depth] = node;
    nextByDepth[depth] = firstDominatedByNode[node]!;
    if (shallowBytesByNode[node] === 0) return;
    if (onTheWayByClass[classByNode[node]!]!++ === 0) retainedBytesByClass[classByNode[node]!]! += retainedBytesByNode[node]!;
  };
  enter(rootNode);
  for (let steps = 1; depth >= 0; steps++) {
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = way[depth]!;
    const next = nextByDepth[depth]!;
    if (next < firstDominatedByNode[node + 1]!) {
      nextByDepth[depth] = next + 1;
      enter(nodeByDominated[next]!);
    } else {
      if (shallowBytesByNode[node] !== 0) onTheWayByClass[classByNode[node]!]!--;
      depth--;
    }
  }
  return retainedBytesByClass;
}
