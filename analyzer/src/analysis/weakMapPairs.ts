/**
 * Entries of WeakMaps. V8 writes each value twice, once as held by the table and once as held by the key, under one text:
 * `N / part of key (… @id) -> value (… @id) pair in WeakMap (table @id)`. Source: V8, heap-snapshot-generator.cc,
 * ExtractEphemeronHashTableReferences; the pattern is DevTools' tryParseWeakMapEdgeName.
 */
import { bitsAt, createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { withRoom } from '../base/growableColumn.ts';
import { FEW_ROWS, openWindow, STRETCH_ROWS } from '../columnFile/pagedColumn.ts';
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
  /** The first and the last of them. */
  readonly first: number;
  readonly last: number;
  /** One bit a string from the first on. */
  readonly bits: Bitset;
  readonly pairByString: ReadonlyMap<number, number>;
  readonly tableIdByPair: readonly number[];
}

/** Cost: one search through the strings' bytes, one regular expression per hit, and one pass over the names of edges when there are any. */
export function findWeakMapPairs(graph: HeapGraph, cancel: CancelSignal): WeakMapPairs {
  const { nodeCount, firstEdgeByNode } = graph;
  const pairNames = findPairNames(graph);
  const edgeByRow = findEdges(graph, pairNames, cancel);
  const pairByRow = new Uint32Array(edgeByRow.length);
  const isTableByRow = new Uint8Array(edgeByRow.length);
  const owners = createBitset(nodeCount);
  const edgeNames = openWindow(graph.columns.nameOrIndexByEdge, FEW_ROWS);
  const nodeIds = openWindow(graph.columns.nodeIdByNode, FEW_ROWS);
  edgeByRow.forEach((edge, row) => {
    const node = ownerOf(firstEdgeByNode, edge);
    edgeNames.show(edge, edge + 1);
    nodeIds.show(node, node + 1);
    const pair = pairNames.pairByString.get(edgeNames.rows[edge - edgeNames.firstRow]!)!;
    pairByRow[row] = pair;
    isTableByRow[row] = pairNames.tableIdByPair[pair] === nodeIds.rows[node - nodeIds.firstRow] ? 1 : 0;
    setBit(owners, node);
  });
  return { edgeByRow, pairByRow, isTableByRow, pairCount: pairNames.tableIdByPair.length, owners };
}

/**
 * The internal edges with such a name, ascending. An entry's key may be anything, so that no node can be passed over. The name is asked
 * first: where it is a number, or another text, the edge itself need not be read.
 */
function findEdges({ edgeCount, wordByEdge, columns }: HeapGraph, { first, last, bits, pairByString }: PairNames, cancel: CancelSignal): Uint32Array {
  if (pairByString.size === 0) return new Uint32Array(0);
  const { internal } = EDGE_KIND;
  const names = openWindow(columns.nameOrIndexByEdge);
  let edges = new Uint32Array(1024);
  let count = 0;
  for (let start = 0; start < edgeCount; start += STRETCH_ROWS) {
    cancel.throwIfCancelled();
    const end = Math.min(start + STRETCH_ROWS, edgeCount);
    names.show(start, end);
    const { rows, firstRow } = names;
    for (let edge = start; edge < end; edge++) {
      const name = rows[edge - firstRow]!;
      if (name < first || name > last || !hasBit(bits, name - first) || wordByEdge[edge]! >>> KIND_SHIFT !== internal) continue;
      edges = withRoom(edges, count + 1);
      edges[count++] = edge;
    }
  }
  return edges.slice(0, count);
}

/** The node that the edge begins at: the last whose edges begin at or before it. */
function ownerOf(firstEdgeByNode: Uint32Array, edge: number): number {
  let low = 0;
  let high = firstEdgeByNode.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (firstEdgeByNode[middle]! <= edge) low = middle;
    else high = middle;
  }
  return low;
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
  }
  const indexes = [...pairByString.keys()]; // ascending
  const [first = 0, last = 0] = [indexes[0], indexes.at(-1)];
  return { first, last, bits: bitsAt(indexes.map((index) => index - first), last - first + 1), pairByString, tableIdByPair };
}
