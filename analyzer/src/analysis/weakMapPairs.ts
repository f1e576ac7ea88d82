/**
 * Entries of WeakMaps. V8 writes each value twice, once as held by the table and once as held by the key, under one text:
 * `N / part of key (… @id) -> value (… @id) pair in WeakMap (table @id)`. Source: V8, heap-snapshot-generator.cc,
 * ExtractEphemeronHashTableReferences; the pattern is DevTools' tryParseWeakMapEdgeName.
 */
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { withRoom } from '../base/growableColumn.ts';
import { KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';

const PAIR_NAME = /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;
const PAIR_MARK = ' pair in WeakMap (table @';

/** The edges of such entries, a row an edge. A heap has some thousands. */
export interface WeakMapPairs {
  /** Ascending. */
  readonly edgeByRow: Uint32Array;
  /** Number (from 0) of the entry; both edges of an entry have the same. */
  readonly pairByRow: Uint32Array;
  /** 1 for the table's edge, 0 for the key's. */
  readonly isTableByRow: Uint8Array;
  readonly pairCount: number;
  /** One bit a node: it owns such an edge. */
  readonly owners: Bitset;
}

/** Which strings name such an edge. */
interface PairNames {
  readonly names: Bitset;
  readonly pairByString: ReadonlyMap<number, number>;
  readonly tableIdByPair: readonly number[];
}

/** Cost: one search through the strings' bytes, one regular expression per hit, and one pass over the edges when there are any. */
export function findWeakMapPairs(graph: HeapGraph, cancel: CancelSignal): WeakMapPairs {
  const { nodeCount, firstEdgeByNode, wordByEdge, nameOrIndexByEdge, nodeIdByNode } = graph;
  const { names, pairByString, tableIdByPair } = findPairNames(graph);
  const owners = createBitset(nodeCount);
  let edges = new Uint32Array(0);
  let pairs = new Uint32Array(0);
  let isTable = new Uint8Array(0);
  let rows = 0;
  for (let node = 0; node < nodeCount && tableIdByPair.length > 0; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      if (wordByEdge[edge]! >>> KIND_SHIFT !== EDGE_KIND.internal) continue;
      const name = nameOrIndexByEdge.at(edge);
      if (!hasBit(names, name)) continue;
      const pair = pairByString.get(name)!;
      edges = withRoom(edges, rows + 1);
      pairs = withRoom(pairs, rows + 1);
      isTable = withRoom(isTable, rows + 1);
      edges[rows] = edge;
      pairs[rows] = pair;
      isTable[rows++] = tableIdByPair[pair] === nodeIdByNode.at(node) ? 1 : 0;
      setBit(owners, node);
    }
  }
  return { edgeByRow: edges.slice(0, rows), pairByRow: pairs.slice(0, rows), isTableByRow: isTable.slice(0, rows), pairCount: tableIdByPair.length, owners };
}

/** Row of the edge, or -1. Cost: a binary search; ask only for edges of `owners`. */
export function weakMapRow({ edgeByRow }: WeakMapPairs, edge: number): number {
  let low = 0;
  let high = edgeByRow.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (edgeByRow[middle] === edge) return middle;
    if (edgeByRow[middle]! < edge) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Whether the edge is the table's of an entry: it does not keep the value alive, the key's does. */
export function isTableEdge(pairs: WeakMapPairs, edge: number): boolean {
  const row = weakMapRow(pairs, edge);
  return row >= 0 && pairs.isTableByRow[row] === 1;
}

function findPairNames({ strings }: HeapGraph): PairNames {
  const names = createBitset(strings.count);
  const pairByString = new Map<number, number>();
  const pairByText = new Map<string, number>();
  const tableIdByPair: number[] = [];
  for (const index of strings.findContaining(PAIR_MARK)) {
    const match = PAIR_NAME.exec(strings.text(index));
    if (!match) continue;
    const [, pairText, tableId] = match;
    let pair = pairByText.get(pairText!);
    if (pair === undefined) {
      pair = tableIdByPair.push(Number(tableId)) - 1;
      pairByText.set(pairText!, pair);
    }
    pairByString.set(index, pair);
    setBit(names, index);
  }
  return { names, pairByString, tableIdByPair };
}
