/**
 * What came and went between two captures of one process, per class. An object is the same when its id and its class are.
 * Source: DevTools, calculateSnapshotDiff and aggregatesForDiff.
 */
import type { Bytes } from '../../protocol/units.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { classifyNodes, type Classification } from './classify.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import { createColumn } from '../base/growableColumn.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import type { ClassColumn } from './classify.ts';
import type { InterfaceDefinition } from './interfaces.ts';
import type { IdOrder } from './nodeIds.ts';
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

/** A capture as a comparison takes it. */
export interface DiffInput {
  readonly order: IdOrder;
  readonly shallowBytesByNode: BytesColumn;
  readonly classByNode: ClassColumn;
  readonly classes: { readonly keyByClass: readonly string[]; readonly nameByClass: readonly string[] };
}

/** One capture's counted nodes (those with a size) by ascending id, row by row with their ids and classes. */
interface Side {
  readonly nodes: Uint32Array;
  readonly ids: Uint32Array;
  /** Numbered as both captures' classes together are. */
  readonly classes: Uint32Array;
  readonly shallowBytesByNode: BytesColumn;
}

/** The older capture's classes with the newer one's names for plain objects: else a new name would make all old objects new. O(nodes). */
export function classifyAs(base: HeapGraph, detachednessByNode: Uint8Array | null, interfaces: readonly InterfaceDefinition[], cancel: CancelSignal): Classification {
  return classifyNodes(base, detachednessByNode, findPlainObjectShapes(base, cancel), interfaces, cancel);
}

/** What came and went. O(nodes of both). */
export function diffHeaps(base: DiffInput, target: DiffInput, cancel: CancelSignal): HeapDiff {
  const { keys, names, indexOfBaseClass } = unite(target.classes, base.classes);
  const [before, after] = [sideOf(base, indexOfBaseClass), sideOf(target, null)];
  cancel.throwIfCancelled();
  const removed = createNodeLists(before, keys.length);
  const added = createNodeLists(after, keys.length);
  mergeById(before, after, removed.count, added.count, cancel);
  removed.makeRoom();
  added.makeRoom();
  mergeById(before, after, removed.add, added.add, cancel);
  const classes: DiffClass[] = [];
  keys.forEach((classKey, index) => {
    const row = { classKey, name: names[index]!, addedNodes: added.of(index), removedNodes: removed.of(index), addedBytes: added.bytesOf(index), removedBytes: removed.bytesOf(index) };
    if (row.addedNodes.length + row.removedNodes.length > 0) classes.push(row);
  });
  return { classes };
}

/** The target's classes, then those that only the base has. */
function unite(target: Pick<Classification, 'keyByClass' | 'nameByClass'>, base: Pick<Classification, 'keyByClass' | 'nameByClass'>): { keys: string[]; names: string[]; indexOfBaseClass: Uint32Array } {
  const keys = [...target.keyByClass];
  const names = [...target.nameByClass];
  const indexByKey = new Map(keys.map((key, index) => [key, index]));
  const indexOfBaseClass = Uint32Array.from(base.keyByClass, (key, index) => {
    const known = indexByKey.get(key);
    if (known !== undefined) return known;
    names.push(base.nameByClass[index]!);
    return keys.push(key) - 1;
  });
  return { keys, names, indexOfBaseClass };
}

/** `indexOfClass`: what the side's classes are called in both captures together; null: the same. */
function sideOf({ order, shallowBytesByNode, classByNode }: DiffInput, indexOfClass: Uint32Array | null): Side {
  const { length } = order.nodes;
  const [nodes, ids, classes] = [createColumn(Uint32Array, length), createColumn(Uint32Array, length), createColumn(Uint32Array, length)];
  let count = 0;
  for (let row = 0; row < length; row++) {
    const node = order.nodes[row]!;
    if (shallowBytesByNode[node] === 0) continue;
    nodes[count] = node;
    ids[count] = order.ids[row]!;
    classes[count++] = indexOfClass ? indexOfClass[classByNode[node]!]! : classByNode[node]!;
  }
  return { nodes: nodes.subarray(0, count), ids: ids.subarray(0, count), classes: classes.subarray(0, count), shallowBytesByNode };
}

/** Tells the row of every node that only one side has, in order of ids. Nodes of equal id are the same object when their classes are equal. */
function mergeById(before: Side, after: Side, onRemoved: (row: number) => void, onAdded: (row: number) => void, cancel: CancelSignal): void {
  const { ids: oldIds, classes: oldClasses } = before;
  const { ids: nowIds, classes: nowClasses } = after;
  let old = 0;
  let now = 0;
  for (let steps = 1; old < oldIds.length || now < nowIds.length; steps++) {
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const oldId = old < oldIds.length ? oldIds[old]! : Infinity;
    const nowId = now < nowIds.length ? nowIds[now]! : Infinity;
    if (oldId < nowId) onRemoved(old++);
    else if (nowId < oldId) onAdded(now++);
    else {
      const oldEnd = endOfId(oldIds, old);
      const nowEnd = endOfId(nowIds, now);
      if (oldEnd - old === 1 && nowEnd - now === 1) {
        if (oldClasses[old] !== nowClasses[now]) {
          onRemoved(old);
          onAdded(now);
        }
      } else mergeEqualIds(oldClasses, [old, oldEnd], nowClasses, [now, nowEnd], onRemoved, onAdded);
      old = oldEnd;
      now = nowEnd;
    }
  }
}

function endOfId(ids: Uint32Array, row: number): number {
  let end = row + 1;
  while (end < ids.length && ids[end] === ids[row]) end++;
  return end;
}

/** Several nodes of one id (Node 20 and older number native objects by a hash of their address): paired off class by class. */
function mergeEqualIds(oldClasses: Uint32Array, [old, oldEnd]: readonly [number, number], nowClasses: Uint32Array, [now, nowEnd]: readonly [number, number], onRemoved: (row: number) => void, onAdded: (row: number) => void): void {
  const countByClass = new Map<number, number>();
  for (let row = old; row < oldEnd; row++) countByClass.set(oldClasses[row]!, (countByClass.get(oldClasses[row]!) ?? 0) + 1);
  const unmatched = new Map(countByClass);
  for (let row = now; row < nowEnd; row++) {
    const left = unmatched.get(nowClasses[row]!) ?? 0;
    if (left === 0) onAdded(row);
    else unmatched.set(nowClasses[row]!, left - 1);
  }
  // The last ones of a class are left over, as in a merge of two lists.
  const seenByClass = new Map<number, number>();
  for (let row = old; row < oldEnd; row++) {
    const index = oldClasses[row]!;
    const seen = (seenByClass.get(index) ?? 0) + 1;
    seenByClass.set(index, seen);
    if (seen > countByClass.get(index)! - (unmatched.get(index) ?? 0)) onRemoved(row);
  }
}

/** Lists of nodes by class, from rows of the side, counted first and filled then. */
function createNodeLists({ nodes: nodeByRow, classes, shallowBytesByNode }: Side, classCount: number): { count(row: number): void; makeRoom(): void; add(row: number): void; of(index: number): Uint32Array; bytesOf(index: number): Bytes } {
  const ends = new Uint32Array(classCount + 1);
  const bytes = new Float64Array(classCount);
  let nodes: Uint32Array = new Uint32Array(0);
  return {
    count(row) {
      const index = classes[row]!;
      ends[index + 1]!++;
      bytes[index]! += shallowBytesByNode[nodeByRow[row]!]!;
    },
    makeRoom() {
      for (let index = 0; index < classCount; index++) ends[index + 1]! += ends[index]!;
      nodes = createColumn(Uint32Array, ends[classCount]!);
      ends.copyWithin(1, 0, classCount); // row i + 1 is now where class i begins, and grows to where it ends
      ends[0] = 0;
    },
    add(row) {
      nodes[ends[classes[row]! + 1]!++] = nodeByRow[row]!;
    },
    of: (index) => nodes.subarray(ends[index], ends[index + 1]),
    bytesOf: (index) => bytes[index]!,
  };
}
