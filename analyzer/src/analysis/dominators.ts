/**
 * Dominators by the Semi-NCA algorithm: L. Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005,
 * section 2.3; semidominators as in Lengauer & Tarjan, 1979. Near-linear on real heaps: measured equal in time to simple
 * Lengauer-Tarjan with 71 MB less on 9.3 M nodes, and five times faster than iteration to a fixpoint.
 */
import { NO_NODE } from '../../protocol/units.ts';
import { hasBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import type { RetainerIndex } from './heapAnalysis.ts';

export interface DominatorTree {
  /** Immediate dominator; the root's is NO_NODE. Length nodeCount. */
  readonly dominatorByNode: Uint32Array;
  /** All nodes, dominators before what they dominate: the order of the depth-first search. Length nodeCount. */
  readonly nodeByOrder: Uint32Array;
}

/** The search's numbering. Numbers run from 1, so that 0 means "not reached"; row 0 of its columns is unused. */
interface Numbering {
  readonly numberByNode: Uint32Array;
  readonly nodeByNumber: Uint32Array;
  readonly parentByNumber: Uint32Array;
  /** Nodes from this number on are held only by one another. */
  readonly firstIsland: number;
}

/** Dominators over the retaining edges. Extra memory: 28 bytes a node while it runs. */
export function computeDominators(graph: HeapGraph, retaining: Bitset, retainers: RetainerIndex, cancel: CancelSignal): DominatorTree {
  const numbering = numberDepthFirst(graph, retaining, retainers, cancel);
  const { numberByNode, nodeByNumber, parentByNumber, firstIsland } = numbering;
  const count = graph.nodeCount;
  const semi = computeSemidominators(graph, retaining, retainers, numbering, cancel);
  // The dominator is the nearest common ancestor of the parent and the semidominator, found by climbing finished dominators.
  const dominator = parentByNumber; // overwritten in order: row n needs only rows below n
  for (let number = 2; number <= count; number++) {
    if ((number & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    let candidate = dominator[number]!;
    const limit = number >= firstIsland ? 1 : semi[number]!;
    while (candidate > limit) candidate = dominator[candidate]!;
    dominator[number] = candidate;
  }
  const dominatorByNode = numberByNode; // reused: each row is read once, for itself
  for (let node = 0; node < count; node++) {
    const number = numberByNode[node]!;
    dominatorByNode[node] = number === 1 ? NO_NODE : nodeByNumber[dominator[number]!]!;
  }
  return { dominatorByNode, nodeByOrder: nodeByNumber.subarray(1) };
}

/**
 * Depth-first numbers over retaining edges in file order. Unreached nodes that no retaining edge leads to are searched from in node
 * order, as children of the root; what is left after that (islands of nodes that hold one another) become its children one by one.
 */
function numberDepthFirst(graph: HeapGraph, retaining: Bitset, { firstRetainerByNode, edgeByRetainer }: RetainerIndex, cancel: CancelSignal): Numbering {
  const { nodeCount, rootNode, firstEdgeByNode, targetByEdge } = graph;
  const numberByNode = new Uint32Array(nodeCount);
  const nodeByNumber = new Uint32Array(nodeCount + 1);
  const parentByNumber = new Uint32Array(nodeCount + 1);
  const nextEdgeByNumber = new Uint32Array(nodeCount + 1);
  let count = 0;
  const enter = (node: number, parent: number): number => {
    numberByNode[node] = ++count;
    nodeByNumber[count] = node;
    parentByNumber[count] = parent;
    nextEdgeByNumber[count] = firstEdgeByNode[node]!;
    if ((count & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    return count;
  };
  const search = (start: number, parent: number): void => {
    for (let number = enter(start, parent); number !== parent; ) {
      const end = firstEdgeByNode[nodeByNumber[number]! + 1]!;
      let edge = nextEdgeByNumber[number]!;
      while (edge < end && (numberByNode[targetByEdge[edge]!] !== 0 || !hasBit(retaining, edge))) edge++;
      nextEdgeByNumber[number] = edge + 1;
      number = edge < end ? enter(targetByEdge[edge]!, number) : parentByNumber[number]!;
    }
  };
  const isHeld = (node: number): boolean => {
    for (let place = firstRetainerByNode[node]!; place < firstRetainerByNode[node + 1]!; place++) if (hasBit(retaining, edgeByRetainer[place]!)) return true;
    return false;
  };
  search(rootNode, 0);
  for (let node = 0; count < nodeCount && node < nodeCount; node++) if (numberByNode[node] === 0 && !isHeld(node)) search(node, 1);
  const firstIsland = count + 1;
  for (let node = 0; count < nodeCount && node < nodeCount; node++) if (numberByNode[node] === 0) enter(node, 1);
  return { numberByNode, nodeByNumber, parentByNumber, firstIsland };
}

/** Semidominators as numbers. Rows of islands start at themselves: being children of the root is a convention, not an edge. */
function computeSemidominators(graph: HeapGraph, retaining: Bitset, retainers: RetainerIndex, numbering: Numbering, cancel: CancelSignal): Uint32Array {
  const { firstRetainerByNode, edgeByRetainer, sourceByRetainer } = retainers;
  const { numberByNode, nodeByNumber, parentByNumber, firstIsland } = numbering;
  const count = graph.nodeCount;
  const semi = new Uint32Array(count + 1);
  const label = new Uint32Array(count + 1);
  const ancestor = parentByNumber.slice();
  const path = new Uint32Array(count + 1);
  for (let number = 1; number <= count; number++) semi[number] = label[number] = number;

  /** The smallest-semi vertex on the way from `vertex` up to, not including, what has not been processed; the way is shortened as it is walked. */
  const evaluate = (vertex: number, firstProcessed: number): number => {
    if (ancestor[vertex]! < firstProcessed) return label[vertex]!;
    let depth = 0;
    let top = vertex;
    do {
      path[depth++] = top;
      top = ancestor[top]!;
    } while (ancestor[top]! >= firstProcessed);
    let best = label[top]!;
    const newAncestor = ancestor[top]!;
    while (depth > 0) {
      const below = path[--depth]!;
      ancestor[below] = newAncestor;
      if (semi[best]! < semi[label[below]!]!) label[below] = best;
      else best = label[below]!;
    }
    return label[vertex]!;
  };

  for (let number = count; number >= 2; number--) {
    if ((number & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = nodeByNumber[number]!;
    let smallest = number >= firstIsland ? number : parentByNumber[number]!;
    const end = firstRetainerByNode[node + 1]!;
    for (let place = firstRetainerByNode[node]!; place < end; place++) {
      if (!hasBit(retaining, edgeByRetainer[place]!)) continue;
      const candidate = semi[evaluate(numberByNode[sourceByRetainer[place]!]!, number + 1)]!;
      if (candidate < smallest) smallest = candidate;
    }
    semi[number] = smallest;
  }
  return semi;
}
