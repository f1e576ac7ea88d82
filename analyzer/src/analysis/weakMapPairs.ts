/**
 * Entries of WeakMaps. V8 writes each value twice, once as held by the table and once as held by the key, under one text:
 * `N / part of key (… @id) -> value (… @id) pair in WeakMap (table @id)`. Source: V8, heap-snapshot-generator.cc,
 * ExtractEphemeronHashTableReferences; the pattern is DevTools' tryParseWeakMapEdgeName.
 */
import type { HeapGraph } from '../model/heapGraph.ts';

const PAIR_NAME = /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;
const PAIR_MARK = ' pair in WeakMap (table @';

/** Which strings name such an edge. */
export interface WeakMapPairs {
  /** 0, or the number (from 1) of the pair that the string names; both edges of an entry have the same. Length strings.count, or 0 when there are none. */
  readonly pairByString: Uint32Array;
  /** V8's id of the table, by pair number. */
  readonly tableIdByPair: Uint32Array;
  readonly pairCount: number;
}

/** Cost: one search through the strings' bytes, one regular expression per hit. */
export function findWeakMapPairs({ strings }: HeapGraph): WeakMapPairs {
  const hits = strings.findContaining(PAIR_MARK);
  const pairByString = new Uint32Array(hits.length > 0 ? strings.count : 0);
  const pairs = new Map<string, number>();
  const tableIds = [0];
  for (const index of hits) {
    const match = PAIR_NAME.exec(strings.text(index));
    if (!match) continue;
    const [, pairText, tableId] = match;
    let pair = pairs.get(pairText!);
    if (pair === undefined) {
      pair = tableIds.length;
      pairs.set(pairText!, pair);
      tableIds.push(Number(tableId));
    }
    pairByString[index] = pair;
  }
  return { pairByString, tableIdByPair: Uint32Array.from(tableIds), pairCount: pairs.size };
}
