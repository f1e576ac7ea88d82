/** Depth-first numbers over retaining edges: the order in which dominators are computed. */
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { RetainerIndex } from './retainers.ts';
import { retainerRetains, type RetainingRule } from './retainingEdges.ts';
import { findTrunk, type Trunk } from './trunk.ts';
import { isTableEdge } from './weakMapPairs.ts';

/** Numbers run from 1, so that 0 means "not reached"; row 0 of the columns by number is unused. */
export interface Numbering {
  /** Nodes numbered so far. */
  readonly count: number;
  readonly numberByNode: Uint32Array;
  readonly nodeByNumber: Uint32Array;
  readonly parentByNumber: Uint32Array;
  /** One bit a node: it has a number. Asked for every edge: 32 times as many nodes fit a cache as with numbers. */
  readonly numbered: Bitset;
}

/** Numbers what the root reaches, in file order. Extra memory: 16 bytes a node. O(nodes + edges). */
export function numberFromRoot(graph: HeapGraph, rule: RetainingRule, cancel: CancelSignal): Numbering {
  const { nodeCount } = graph;
  const numbering = {
    count: 0,
    numberByNode: createColumn(Uint32Array, nodeCount),
    nodeByNumber: createColumn(Uint32Array, nodeCount + 1),
    parentByNumber: createColumn(Uint32Array, nodeCount + 1),
    numbered: createBitset(nodeCount),
  };
  return { ...numbering, count: search(graph, rule, { ...numbering, nextEdgeByNumber: createColumn(Uint32Array, nodeCount + 1) }, graph.rootNode, 0, cancel) };
}

/** What is numbered once nodes that the root does not reach have their numbers too. */
export interface CompleteNumbering extends Numbering {
  /** Nodes from this number on are held only by one another. */
  readonly firstIsland: number;
  readonly trunk: Trunk;
}

/**
 * Numbers the rest: unreached nodes that no retaining edge leads to are searched from in node order, as children of the root; what is
 * left after that (islands of nodes that hold one another) become its children one by one.
 */
export function numberUnreached(graph: HeapGraph, rule: RetainingRule, { firstRetainerByNode, wordByRetainer }: RetainerIndex, reached: Numbering, cancel: CancelSignal): CompleteNumbering {
  const { nodeCount } = graph;
  const { numberByNode, nodeByNumber, parentByNumber } = reached;
  const nextEdgeByNumber = createColumn(Uint32Array, nodeCount + 1); // memory that a search of few nodes hardly touches
  let { count } = reached;
  const isHeld = (node: number): boolean => {
    for (let place = firstRetainerByNode[node]!; place < firstRetainerByNode[node + 1]!; place++) if (retainerRetains(rule, wordByRetainer[place]!, node)) return true;
    return false;
  };
  for (let node = 0; count < nodeCount && node < nodeCount; node++) if (numberByNode[node] === 0 && !isHeld(node)) count = search(graph, rule, { ...reached, nextEdgeByNumber, count }, node, 1, cancel);
  const firstIsland = count + 1;
  for (let node = 0; count < nodeCount && node < nodeCount; node++) {
    if (numberByNode[node] !== 0) continue;
    numberByNode[node] = ++count;
    nodeByNumber[count] = node;
    parentByNumber[count] = 1;
  }
  return { ...reached, count, firstIsland, trunk: findTrunk(graph, rule, { ...reached, firstIsland }, cancel) };
}

/** A numbering under way, with the edge that each number's search goes on with. */
type Search = Numbering & { readonly nextEdgeByNumber: Uint32Array };

/** Numbers `start`, as child of `parent`, and all that it reaches; returns the highest number given. */
function search(graph: HeapGraph, rule: RetainingRule, { count: before, numberByNode, nodeByNumber, parentByNumber, numbered, nextEdgeByNumber }: Search, start: number, parent: number, cancel: CancelSignal): number {
  const { rootNode, firstEdgeByNode, wordByEdge } = graph;
  const { pageObjects, pairs } = rule;
  const { weak, shortcut } = EDGE_KIND;
  let count = before + 1;
  setBit(numbered, start);
  numberByNode[start] = count;
  nodeByNumber[count] = start;
  parentByNumber[count] = parent;
  nextEdgeByNumber[count] = firstEdgeByNode[start]!;
  for (let number = count; number !== parent; ) {
    const node = nodeByNumber[number]!;
    const isRoot = node === rootNode;
    const isHidden = !isRoot && !hasBit(pageObjects, node); // only the runtime reaches it
    const isWeakMapOwner = hasBit(pairs.owners, node);
    const end = firstEdgeByNode[node + 1]!;
    let edge = nextEdgeByNumber[number]!;
    let child = 0;
    for (; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      child = word & END_MASK;
      if ((numbered[child >>> 5]! & (1 << (child & 31))) !== 0) continue; // itself too
      const kind = word >>> KIND_SHIFT;
      if (kind === weak || (kind === shortcut && !isRoot) || (isHidden && hasBit(pageObjects, child)) || (isWeakMapOwner && isTableEdge(pairs, edge))) continue;
      break;
    }
    if (edge === end) {
      number = parentByNumber[number]!;
      continue;
    }
    nextEdgeByNumber[number] = edge + 1;
    if ((++count & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    setBit(numbered, child);
    numberByNode[child] = count;
    nodeByNumber[count] = child;
    parentByNumber[count] = number;
    nextEdgeByNumber[count] = firstEdgeByNode[child]!;
    number = count;
  }
  return count;
}
