/** Depth-first numbers and distances; see analyzer/src/analysis/depthFirst.ts and distances.ts. */
import { at, END_MASK, hasBit, isTableEdge, KIND_SHIFT, put, setBit, SHORTCUT, WEAK, weakMapRow } from './graphMemory.ts';

/** Words of `state`: how long the way down is, and the highest number. */
const DEPTH = 0;
const COUNT = 1;

/**
 * Goes on with a search until about `edgeBudget` edges were seen: from `from`, the number at the end of the way down, whose edges not seen yet begin at
 * nextEdgeByDepth. Returns the number where it stands, 1 when it is done. Sets that may be missing are 0.
 */
export function search(
  from: u32, state: usize, nextEdgeByDepth: usize, edgeBudget: i32, rootNode: u32, firstEdgeByNode: usize, wordByEdge: usize, numbered: usize, pageObjects: usize, passedOver: usize,
  owners: usize, edgeByRow: usize, isTableByRow: usize, pairRows: i32, numberByNode: usize, nodeByNumber: usize, parentByNumber: usize,
): u32 {
  let depth = at(state, DEPTH);
  let count = at(state, COUNT);
  let budget = edgeBudget;
  let number = from;
  while (number !== 1 && budget > 0) {
    const node = at(nodeByNumber, number);
    const isHidden = pageObjects !== 0 && !hasBit(pageObjects, node); // only the runtime reaches it
    const isWeakMapOwner = hasBit(owners, node);
    const end = at(firstEdgeByNode, node + 1);
    const first = at(nextEdgeByDepth, depth);
    let edge = first;
    let child: u32 = 0;
    for (; edge < end; edge++) {
      const word = at(wordByEdge, edge);
      child = word & END_MASK;
      if (hasBit(numbered, child)) continue; // itself too
      const kind = word >>> KIND_SHIFT;
      if (kind === WEAK || (isHidden && hasBit(pageObjects, child))) continue;
      if (kind !== SHORTCUT && child !== rootNode && !(isWeakMapOwner && isTableEdge(edgeByRow, isTableByRow, pairRows, edge))) break;
      if (passedOver !== 0) setBit(passedOver, child);
    }
    budget -= <i32>(edge - first) + 1;
    if (edge === end) {
      number = at(parentByNumber, number);
      depth--;
      continue;
    }
    put(nextEdgeByDepth, depth++, edge + 1);
    count++;
    setBit(numbered, child);
    put(numberByNode, child, count);
    put(nodeByNumber, count, child);
    put(parentByNumber, count, number);
    put(nextEdgeByDepth, depth, at(firstEdgeByNode, child));
    number = count;
  }
  put(state, DEPTH, depth);
  put(state, COUNT, count);
  return number;
}

/** Nodes whose edges are looked up together: the processor waits once for rows of memory that lie anywhere. */
const BLOCK: u32 = 32;

/** Visits rows first … end - 1 of the queue, all of one distance, and queues what they reach. Returns the queue's new length. */
export function visit(
  first: u32, end: u32, distance: u32, queued: u32, firstEdgeByNode: usize, wordByEdge: usize, distanceByNode: usize, queue: usize, reached: usize,
  exceptionOwners: usize, exceptionEdges: usize, owners: usize, edgeByRow: usize, pairByRow: usize, pairRows: i32, pending: usize, touched: usize,
): u32 {
  let length = queued;
  for (let low = first; low < end; low += BLOCK) {
    const high = min(end, low + BLOCK);
    for (let index = low; index < high; index++) put(touched, index - low, at(wordByEdge, at(firstEdgeByNode, at(queue, index))));
    for (let index = low; index < high; index++) {
      const node = at(queue, index);
      put(distanceByNode, node, distance);
      const isFiltered = hasBit(exceptionOwners, node) || hasBit(owners, node);
      const edgeEnd = at(firstEdgeByNode, node + 1);
      for (let edge = at(firstEdgeByNode, node); edge < edgeEnd; edge++) {
        const word = at(wordByEdge, edge);
        const target = word & END_MASK;
        if (hasBit(reached, target) || word >>> KIND_SHIFT === WEAK) continue;
        if (isFiltered && !passes(exceptionEdges, edgeByRow, pairByRow, pairRows, pending, edge)) continue;
        setBit(reached, target);
        put(queue, length++, target);
      }
    }
  }
  return length;
}

/** Whether an edge that may be an exception, met when its target is not reached yet, reaches it. */
function passes(exceptionEdges: usize, edgeByRow: usize, pairByRow: usize, pairRows: i32, pending: usize, edge: u32): bool {
  if (hasBit(exceptionEdges, edge)) return false;
  const row = weakMapRow(edgeByRow, pairRows, edge);
  if (row < 0) return true;
  const pair = at(pairByRow, row);
  const isSecond = hasBit(pending, pair);
  if (isSecond) put(pending, pair >>> 5, at(pending, pair >>> 5) & ~(1 << (pair & 31)));
  else setBit(pending, pair);
  return isSecond;
}
