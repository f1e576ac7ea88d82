/** Turns edges round; see analyzer/src/analysis/retainers.ts. */
import { at, END_MASK, hasBit, isTableEdge, KIND_SHIFT, put, TABLE_EDGE } from './graphMemory.ts';

/** Counts, in the row of each node, the edges from `first` on, up to `end`, that lead to it. */
export function countRetainers(wordByEdge: usize, first: u32, end: u32, countByNode: usize): void {
  for (let edge = first; edge < end; edge++) {
    const node = at(wordByEdge, edge) & END_MASK;
    put(countByNode, node, at(countByNode, node) + 1);
  }
}

/** Makes of the counts in rows first … end - 1 where each node's rows begin. `rowsBefore`: the sum of the counts in front; returns the next. */
export function startRows(first: u32, end: u32, countByNode: usize, rowsBefore: u32): u32 {
  let sum = rowsBefore;
  for (let node = first; node < end; node++) {
    const count = at(countByNode, node);
    put(countByNode, node, sum);
    sum += count;
  }
  return sum;
}

/** Puts the edges of the nodes from `first` on where they belong, and moves the rows on; stops behind `edgeLimit` edges. Returns the next node. */
export function placeRetainers(
  first: u32, nodeCount: u32, edgeLimit: u32, firstEdgeByNode: usize, wordByEdge: usize,
  owners: usize, edgeByRow: usize, isTableByRow: usize, pairRows: i32, nextRowByNode: usize, wordByRetainer: usize,
): u32 {
  let node = first;
  let edge = at(firstEdgeByNode, first);
  for (; node < nodeCount && edge < edgeLimit; node++) {
    const end = at(firstEdgeByNode, node + 1);
    const isOwner = hasBit(owners, node);
    for (; edge < end; edge++) {
      const word = at(wordByEdge, edge);
      const target = word & END_MASK;
      const row = at(nextRowByNode, target);
      put(nextRowByNode, target, row + 1);
      const kind = isOwner && isTableEdge(edgeByRow, isTableByRow, pairRows, edge) ? TABLE_EDGE << KIND_SHIFT : word & ~END_MASK;
      put(wordByRetainer, row, node | kind);
    }
  }
  return node;
}
