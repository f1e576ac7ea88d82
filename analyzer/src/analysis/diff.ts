/**
 * What came and went between two captures of one process, per class. An object is the same when its id and its class are.
 * Source: DevTools, calculateSnapshotDiff and aggregatesForDiff.
 */
import type { Bytes } from '../../protocol/units.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { sortByUint32 } from '../base/radixSort.ts';
import { classifyNodes, type Classification } from './classify.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import { createColumn } from '../base/growableColumn.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import type { ClassColumn } from './classify.ts';
import type { InterfaceDefinition } from './interfaces.ts';
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
  readonly graph: HeapGraph;
  readonly detachednessByNode: Uint8Array | null;
  readonly shallowBytesByNode: BytesColumn;
  readonly classByNode: ClassColumn;
  readonly classes: { readonly keyByClass: readonly string[]; readonly nameByClass: readonly string[] };
  readonly interfaces: readonly InterfaceDefinition[];
}

/** One capture's counted nodes (those with a size) by ascending id, row by row with their ids. */
interface Side {
  readonly heap: DiffInput;
  readonly nodes: Uint32Array;
  readonly ids: Uint32Array;
  /** Class by node, numbered as both captures' classes together are. */
  classOf(node: number): number;
}

/** Plain objects of both are named by the target's interfaces, else a new name would make all old objects new. O(nodes of both). */
export function diffHeaps(base: DiffInput, target: DiffInput, cancel: CancelSignal): HeapDiff {
  const baseShapes = findPlainObjectShapes(base.graph, cancel);
  const baseClasses = classifyNodes(base.graph, base.detachednessByNode, baseShapes, target.interfaces, cancel);
  const { keys, names, indexOfBaseClass } = unite(target.classes, baseClasses);
  cancel.throwIfCancelled();
  const { classByNode: targetClassByNode } = target;
  const before = sideOf(base, (node) => indexOfBaseClass[baseClasses.classByNode[node]!]!, cancel);
  const after = sideOf(target, (node) => targetClassByNode[node]!, cancel);
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

function sideOf(heap: DiffInput, classOf: Side['classOf'], cancel: CancelSignal): Side {
  const { graph, shallowBytesByNode } = heap;
  const counted = new Uint32Array(graph.nodeCount);
  let count = 0;
  for (let node = 0; node < graph.nodeCount; node++) if (shallowBytesByNode[node] !== 0) counted[count++] = node;
  cancel.throwIfCancelled();
  const idByNode = graph.nodeIdByNode.slice(0, graph.nodeCount) as Uint32Array;
  const nodes = sortByUint32(counted.subarray(0, count), idByNode);
  return { heap, nodes, ids: nodes.map((node) => idByNode[node]!), classOf };
}

/** Tells every node that only one side has, in order of ids. Nodes of equal id are the same object when their classes are equal. */
function mergeById(before: Side, after: Side, onRemoved: (node: number) => void, onAdded: (node: number) => void, cancel: CancelSignal): void {
  let old = 0;
  let now = 0;
  for (let steps = 1; old < before.nodes.length || now < after.nodes.length; steps++) {
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const oldId = old < before.nodes.length ? before.ids[old]! : Infinity;
    const nowId = now < after.nodes.length ? after.ids[now]! : Infinity;
    if (oldId < nowId) onRemoved(before.nodes[old++]!);
    else if (nowId < oldId) onAdded(after.nodes[now++]!);
    else {
      const oldEnd = endOfId(before, old);
      const nowEnd = endOfId(after, now);
      if (oldEnd - old === 1 && nowEnd - now === 1) {
        if (before.classOf(before.nodes[old]!) !== after.classOf(after.nodes[now]!)) {
          onRemoved(before.nodes[old]!);
          onAdded(after.nodes[now]!);
        }
      } else mergeEqualIds(before, before.nodes.subarray(old, oldEnd), after, after.nodes.subarray(now, nowEnd), onRemoved, onAdded);
      old = oldEnd;
      now = nowEnd;
    }
  }
}

function endOfId({ ids }: Side, row: number): number {
  let end = row + 1;
  while (end < ids.length && ids[end] === ids[row]) end++;
  return end;
}

/** Several nodes of one id (Node 20 and older number native objects by a hash of their address): paired off class by class. */
function mergeEqualIds(before: Side, oldNodes: Uint32Array, after: Side, nowNodes: Uint32Array, onRemoved: (node: number) => void, onAdded: (node: number) => void): void {
  const unmatched = new Map<number, number>();
  for (const node of oldNodes) unmatched.set(before.classOf(node), (unmatched.get(before.classOf(node)) ?? 0) + 1);
  for (const node of nowNodes) {
    const left = unmatched.get(after.classOf(node)) ?? 0;
    if (left === 0) onAdded(node);
    else unmatched.set(after.classOf(node), left - 1);
  }
  // The last ones of a class are left over, as in a merge of two lists.
  const skipped = new Map<number, number>();
  for (const node of oldNodes) {
    const index = before.classOf(node);
    const seen = (skipped.get(index) ?? 0) + 1;
    skipped.set(index, seen);
    const sameClass = oldNodes.reduce((count, other) => count + (before.classOf(other) === index ? 1 : 0), 0);
    if (seen > sameClass - (unmatched.get(index) ?? 0)) onRemoved(node);
  }
}

/** Lists of nodes by class, counted first and filled then. */
function createNodeLists({ heap, classOf }: Side, classCount: number): { count(node: number): void; makeRoom(): void; add(node: number): void; of(index: number): Uint32Array; bytesOf(index: number): Bytes } {
  const { shallowBytesByNode } = heap;
  const ends = new Uint32Array(classCount + 1);
  const bytes = new Float64Array(classCount);
  let nodes: Uint32Array = new Uint32Array(0);
  return {
    count(node) {
      const index = classOf(node);
      ends[index + 1]!++;
      bytes[index]! += shallowBytesByNode[node]!;
    },
    makeRoom() {
      for (let index = 0; index < classCount; index++) ends[index + 1]! += ends[index]!;
      nodes = createColumn(Uint32Array, ends[classCount]!);
      ends.copyWithin(1, 0, classCount); // row i + 1 is now where class i begins, and grows to where it ends
      ends[0] = 0;
    },
    add(node) {
      nodes[ends[classOf(node) + 1]!++] = node;
    },
    of: (index) => nodes.subarray(ends[index], ends[index + 1]),
    bytesOf: (index) => bytes[index]!,
  };
}
