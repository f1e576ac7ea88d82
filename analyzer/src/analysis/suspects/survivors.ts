/** Which objects of the newer capture were there in the older one: V8 keeps an object's id for life. */
import { createBitset, setBit, type Bitset } from '../../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../../base/cancel.ts';
import type { IdOrder } from '../nodeIds.ts';

/** One bit a node of the newer capture, from the orders of both. O(nodes of both). */
export function markSurvivors(before: IdOrder, after: IdOrder, cancel: CancelSignal): Bitset {
  const survivors = createBitset(after.nodes.length);
  for (let old = 0, now = 0, steps = 1; old < before.ids.length && now < after.ids.length; steps++) {
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const oldId = before.ids[old]!;
    const nowId = after.ids[now]!;
    if (oldId === nowId) setBit(survivors, after.nodes[now]!);
    if (oldId < nowId) old++;
    else now++; // an id may stand twice in the newer capture; both are then survivors
  }
  return survivors;
}
