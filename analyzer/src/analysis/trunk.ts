/**
 * The trunk of the depth-first tree: the child of the root under which nearly everything hangs, in Node.js the global object. Most
 * nodes there can't have a semidominator above it, which spares the dominator pass the retainers of hubs: in a real heap of 55 million
 * edges 14.5 million lead to one such node, and the answer is known after 67 of them.
 */
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { END_MASK } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { edgeRetains, type RetainingRule } from './retainingEdges.ts';

/** Numbers first … end - 1 are a child of the root and all below it. */
export interface Trunk {
  readonly first: number;
  readonly end: number;
  /** One bit a number: may have the root as its semidominator. The others behind `first` have `first` or one behind it. */
  readonly exposed: Bitset;
}

/** What is needed of a numbering whose islands begin at `firstIsland`. */
interface Tree {
  readonly firstIsland: number;
  readonly numberByNode: Uint32Array;
  readonly nodeByNumber: Uint32Array;
  readonly parentByNumber: Uint32Array;
}

/** Edges worth looking at to find out what is exposed, as a share of all. What it spares is about half of them. */
const WORTHWHILE_SHARE = 1 / 8;

/**
 * The trunk. A number in it is exposed when a way of retaining edges leads to it from the root over higher numbers only. Such a way
 * comes in by an edge from the root or from behind the trunk; and once it has reached a number, it goes on from all below that number
 * to what is in front of it. Where that is much, all count as exposed. O(nodes + that share of the edges).
 */
export function findTrunk(graph: HeapGraph, rule: RetainingRule, tree: Tree, cancel: CancelSignal): Trunk {
  const { firstEdgeByNode, wordByEdge, rootNode } = graph;
  const { numberByNode, nodeByNumber, parentByNumber, firstIsland } = tree;
  const { first, end } = largestBranch(tree);
  const exposed = createBitset(end);
  const waiting: number[] = [];
  let edgesLeft = Math.max(graph.edgeCount * WORTHWHILE_SHARE, CANCEL_CHECK_MASK);

  /** Exposes what the node holds in the trunk in front of `before`. */
  const follow = (node: number, before: number): void => {
    const edgeEnd = firstEdgeByNode[node + 1]!;
    edgesLeft -= edgeEnd - firstEdgeByNode[node]!;
    for (let edge = firstEdgeByNode[node]!; edge < edgeEnd; edge++) {
      const number = numberByNode[wordByEdge[edge]! & END_MASK]!;
      if (number <= first || number >= before || hasBit(exposed, number) || !edgeRetains(rule, graph, node, edge)) continue;
      setBit(exposed, number);
      waiting.push(number);
    }
  };

  follow(rootNode, end);
  for (let number = end; number < firstIsland && edgesLeft >= 0; number++) {
    if ((number & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    follow(nodeByNumber[number]!, end);
  }
  while (waiting.length > 0 && edgesLeft >= 0) {
    const top = waiting.pop()!;
    follow(nodeByNumber[top]!, top);
    for (let below = top + 1; below < end && parentByNumber[below]! >= top && edgesLeft >= 0; below++) {
      if ((below & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
      follow(nodeByNumber[below]!, top);
    }
  }
  return edgesLeft >= 0 ? { first, end, exposed } : { first, end: first, exposed: createBitset(0) };
}

/** Children of the root lie one behind the other, each with all below it. Islands are children by convention only. */
function largestBranch({ parentByNumber, firstIsland }: Tree): { first: number; end: number } {
  let first = 1;
  let end = 1;
  let branch = 2;
  for (let number = 3; number <= firstIsland; number++) {
    if (number < firstIsland && parentByNumber[number] !== 1) continue;
    if (number - branch > end - first) [first, end] = [branch, number];
    branch = number;
  }
  return { first, end };
}
