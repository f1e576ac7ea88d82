/**
 * What came and went between two captures of one process, per class. An object is the same when its id and its class are.
 * Source: DevTools, calculateSnapshotDiff and aggregatesForDiff.
 */
import type { Bytes } from '../../protocol/units.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { sortByUint32 } from '../base/radixSort.ts';
import { classifyNodes, type Classification } from './classify.ts';
import type { HeapAnalysis } from './heapAnalysis.ts';
import { findPlainObjectShapes } from './plainObjectShapes.ts';

export interface DiffClass {
  readonly classKey: string;
  readonly name: string;
  /** Nodes of the target, by ascending id. */
  readonly addedNodes: Uint32Array;
  /** Nodes of the base, by ascending id. */
  readonly removedNodes: Uint32Array;
  readonly addedBytes: Bytes;
  readonly removedBytes: Bytes;
}

export interface HeapDiff {
  /** Classes with a difference, in the target's order, then those that only the base has. */
  readonly classes: readonly DiffClass[];
}

/** The counted nodes of a heap by class, each class by ascending id. */
interface Members {
  readonly classes: Pick<Classification, 'keyByClass' | 'nameByClass'>;
  of(classIndex: number): Uint32Array;
}

const NOBODY = new Uint32Array(0);

/** Plain objects of both are named by the target's interfaces, else a new name would make all old objects new. O(nodes of both). */
export function diffHeaps(base: HeapAnalysis, target: HeapAnalysis, cancel: CancelSignal): HeapDiff {
  const baseShapes = findPlainObjectShapes(base.graph, cancel);
  const baseMembers = groupMembers(base, classifyNodes(base.graph, base.detachednessByNode, baseShapes, target.interfaces, cancel));
  cancel.throwIfCancelled();
  const targetMembers = groupMembers(target, target.classes);
  const baseClassByKey = new Map(baseMembers.classes.keyByClass.map((key, index) => [key, index]));
  const classes: DiffClass[] = [];
  const compare = (classKey: string, name: string, before: Uint32Array, after: Uint32Array): void => {
    const row = diffClass(base, target, before, after);
    if (row.addedNodes.length + row.removedNodes.length > 0) classes.push({ classKey, name, ...row });
  };
  targetMembers.classes.keyByClass.forEach((key, index) => {
    cancel.throwIfCancelled();
    const baseIndex = baseClassByKey.get(key);
    compare(key, targetMembers.classes.nameByClass[index]!, baseIndex === undefined ? NOBODY : baseMembers.of(baseIndex), targetMembers.of(index));
    baseClassByKey.delete(key);
  });
  for (const [key, index] of baseClassByKey) compare(key, baseMembers.classes.nameByClass[index]!, baseMembers.of(index), NOBODY);
  return { classes };
}

/** Merges two lists that ascend by id. */
function diffClass(base: HeapAnalysis, target: HeapAnalysis, before: Uint32Array, after: Uint32Array): Omit<DiffClass, 'classKey' | 'name'> {
  const baseIds = base.graph.nodeIdByNode;
  const targetIds = target.graph.nodeIdByNode;
  const added = new Uint32Array(after.length);
  const removed = new Uint32Array(before.length);
  let addedCount = 0;
  let removedCount = 0;
  let addedBytes = 0;
  let removedBytes = 0;
  for (let old = 0, now = 0; old < before.length || now < after.length; ) {
    const oldId = old < before.length ? baseIds[before[old]!]! : Infinity;
    const nowId = now < after.length ? targetIds[after[now]!]! : Infinity;
    if (oldId < nowId) {
      removedBytes += base.shallowBytesByNode[before[old]!]!;
      removed[removedCount++] = before[old++]!;
    } else if (nowId < oldId) {
      addedBytes += target.shallowBytesByNode[after[now]!]!;
      added[addedCount++] = after[now++]!;
    } else {
      old++;
      now++;
    }
  }
  return { addedNodes: added.slice(0, addedCount), removedNodes: removed.slice(0, removedCount), addedBytes, removedBytes };
}

function groupMembers({ graph, shallowBytesByNode }: HeapAnalysis, classes: Pick<Classification, 'classByNode' | 'keyByClass' | 'nameByClass'>): Members {
  const counted = Uint32Array.from({ length: graph.nodeCount }, (_, node) => node).filter((node) => shallowBytesByNode[node] !== 0);
  const grouped = sortByUint32(sortByUint32(counted, graph.nodeIdByNode), classes.classByNode);
  const firstByClass = new Uint32Array(classes.keyByClass.length + 1);
  for (const node of grouped) firstByClass[classes.classByNode[node]! + 1]!++;
  for (let index = 0; index < classes.keyByClass.length; index++) firstByClass[index + 1]! += firstByClass[index]!;
  return { classes, of: (index) => grouped.subarray(firstByClass[index], firstByClass[index + 1]) };
}
