/** Which objects of the newer capture were there in the older one: V8 keeps an object's id for life. */
import type { NodeOrdinal } from '../../../protocol/units.ts';
import { createBitset, setBit, type Bitset } from '../../base/bitset.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import { sortByUint32 } from '../../base/radixSort.ts';
import type { HeapGraph } from '../../model/heapGraph.ts';

/** One bit a node of `newer`. O(nodes of both). */
export function markSurvivors(older: HeapGraph, newer: HeapGraph, cancel: CancelSignal): Bitset {
  const survivors = createBitset(newer.nodeCount);
  const before = byId(older);
  cancel.throwIfCancelled();
  const after = byId(newer);
  cancel.throwIfCancelled();
  for (let old = 0, now = 0; old < before.length && now < after.length; ) {
    const oldId = older.nodeIdByNode.at(before[old]!);
    const nowId = newer.nodeIdByNode.at(after[now]!);
    if (oldId === nowId) setBit(survivors, after[now]!);
    if (oldId < nowId) old++;
    else now++; // an id may stand twice in the newer capture; both are then survivors
  }
  return survivors;
}

function byId({ nodeCount, nodeIdByNode }: HeapGraph): Uint32Array {
  const nodes: Uint32Array = Uint32Array.from({ length: nodeCount }, (_, node: NodeOrdinal) => node);
  return sortByUint32(nodes, nodeIdByNode.slice(0, nodeCount) as Uint32Array);
}
