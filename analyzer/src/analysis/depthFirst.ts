/** Depth-first numbers over retaining edges: the order in which dominators are computed. */
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn, release } from '../base/growableColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import { at, broughtInto, graphKernelFor, SLICE_ROWS } from '../kernels/graphKernel.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import { findPageRoots, spreadPageObjects } from './pageObjects.ts';
import type { RetainerIndex } from './retainers.ts';
import { edgeRetains, retainerRetains, type RetainingRule } from './retainingEdges.ts';
import { findTrunk, type Trunk } from './trunk.ts';
import { isTableEdge, type WeakMapPairs } from './weakMapPairs.ts';

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

export interface RootedNumbering {
  readonly numbering: Numbering;
  readonly retaining: RetainingRule;
}

/**
 * Numbers what the root reaches, and first what the program reaches: that makes out the page objects, which the retaining rule of all
 * other edges needs. Extra memory: 12 bytes a node, and 4 for each step of the longest way. O(nodes + edges).
 */
export function numberFromRoot(graph: HeapGraph, pairs: WeakMapPairs, context: WorkContext): RootedNumbering {
  const { nodeCount, rootNode, firstEdgeByNode, wordByEdge } = graph;
  const numbering = {
    count: 1,
    numberByNode: createColumn(Uint32Array, nodeCount),
    nodeByNumber: createColumn(Uint32Array, nodeCount + 1),
    parentByNumber: createColumn(Uint32Array, nodeCount + 1),
    numbered: createBitset(nodeCount),
  };
  numbering.numberByNode[rootNode] = 1;
  numbering.nodeByNumber[1] = rootNode;

  const passedOver = createBitset(nodeCount);
  const program = createSearch(graph, pairs, { numbering, pageObjects: null, passedOver }, context);
  for (const start of findPageRoots(graph)) {
    if (start === rootNode) setBit(passedOver, start);
    else if (!hasBit(numbering.numbered, start)) numbering.count = program(start, numbering.count);
  }
  const pageObjects = createBitset(nodeCount);
  pageObjects.set(numbering.numbered);
  spreadPageObjects(graph, pageObjects, passedOver, context.cancel);

  setBit(numbering.numbered, rootNode);
  const retaining: RetainingRule = { rootNode, pageObjects, pairs };
  const rest = createSearch(graph, pairs, { numbering, pageObjects, passedOver: null }, context);
  for (let edge = firstEdgeByNode[rootNode]!; edge < firstEdgeByNode[rootNode + 1]!; edge++) {
    const target = wordByEdge[edge]! & END_MASK;
    if (!hasBit(numbering.numbered, target) && edgeRetains(retaining, graph, rootNode, edge)) numbering.count = rest(target, numbering.count);
  }
  return { numbering, retaining };
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
export function numberUnreached(graph: HeapGraph, rule: RetainingRule, { firstRetainerByNode, wordByRetainer }: RetainerIndex, reached: Numbering, context: WorkContext): CompleteNumbering {
  const { nodeCount } = graph;
  const { numberByNode, nodeByNumber, parentByNumber } = reached;
  let { count } = reached;
  const isHeld = (node: number): boolean => {
    for (let place = firstRetainerByNode[node]!; place < firstRetainerByNode[node + 1]!; place++) if (retainerRetains(rule, wordByRetainer[place]!, node)) return true;
    return false;
  };
  const search = createSearch(graph, rule.pairs, { numbering: reached, pageObjects: rule.pageObjects, passedOver: null }, context);
  for (let node = 0; count < nodeCount && node < nodeCount; node++) if (numberByNode[node] === 0 && !isHeld(node)) count = search(node, count);
  const firstIsland = count + 1;
  for (let node = 0; count < nodeCount && node < nodeCount; node++) {
    if (numberByNode[node] !== 0) continue;
    numberByNode[node] = ++count;
    nodeByNumber[count] = node;
    parentByNumber[count] = 1;
  }
  return { ...reached, count, firstIsland, trunk: findTrunk(graph, rule, { ...reached, firstIsland }, context.cancel) };
}

interface SearchColumns {
  readonly numbering: Numbering;
  /** One bit a node; null while all that is reached is one. */
  readonly pageObjects: Bitset | null;
  /** Gets one bit a node that an edge leads to which is neither weak nor retaining, and the root's. Null when nobody asks. */
  readonly passedOver: Bitset | null;
}

/** Numbers `start`, as child of the root, and all that it reaches, from `before` + 1 on; returns the highest number given. */
type Search = (start: number, before: number) => number;

/** The kernel does the same in two thirds of the time. */
function createSearch(graph: HeapGraph, pairs: WeakMapPairs, columns: SearchColumns, context: WorkContext): Search {
  return createKernelSearch(graph, pairs, columns, context) ?? createPlainSearch(graph, pairs, columns, context.cancel);
}

/** Null when a column is not in the arena. */
function createKernelSearch({ nodeCount, rootNode, firstEdgeByNode, wordByEdge }: HeapGraph, pairs: WeakMapPairs, { numbering, pageObjects, passedOver }: SearchColumns, { cancel, arena }: WorkContext): Search | null {
  if (!arena) return null;
  const { numberByNode, nodeByNumber, parentByNumber, numbered } = numbering;
  const { owners } = pairs;
  const edgeByRow = broughtInto(arena, pairs.edgeByRow);
  const isTableByRow = broughtInto(arena, pairs.isTableByRow);
  const state = createColumn(Uint32Array, 2);
  const nextEdgeByDepth = createColumn(Uint32Array, nodeCount);
  const kernel = graphKernelFor(arena, [firstEdgeByNode, wordByEdge, numberByNode, nodeByNumber, parentByNumber, numbered, pageObjects ?? state, passedOver ?? state, owners, edgeByRow, isTableByRow, state, nextEdgeByDepth]);
  if (!kernel) {
    release(nextEdgeByDepth); // JavaScript makes its own
    return null;
  }
  return (start, before) => {
    setBit(numbered, start);
    numberByNode[start] = before + 1;
    nodeByNumber[before + 1] = start;
    parentByNumber[before + 1] = 1;
    nextEdgeByDepth[0] = firstEdgeByNode[start]!;
    state.set([0, before + 1]);
    for (let number = before + 1; number !== 1; ) {
      cancel.throwIfCancelled();
      number = kernel.search(
        number, at(state), at(nextEdgeByDepth), SLICE_ROWS, rootNode, at(firstEdgeByNode), at(wordByEdge), at(numbered), at(pageObjects), at(passedOver),
        at(owners), at(edgeByRow), at(isTableByRow), edgeByRow.length, at(numberByNode), at(nodeByNumber), at(parentByNumber),
      );
    }
    return state[1]!;
  };
}

function createPlainSearch({ nodeCount, rootNode, firstEdgeByNode, wordByEdge }: HeapGraph, pairs: WeakMapPairs, { numbering, pageObjects, passedOver }: SearchColumns, cancel: CancelSignal): Search {
  const { numberByNode, nodeByNumber, parentByNumber, numbered } = numbering;
  const nextEdgeByDepth = createColumn(Uint32Array, nodeCount); // memory that a search of few steps hardly touches
  const { weak, shortcut } = EDGE_KIND;
  const { owners } = pairs;
  return (start, before) => {
    let count = before + 1;
    setBit(numbered, start);
    numberByNode[start] = count;
    nodeByNumber[count] = start;
    parentByNumber[count] = 1;
    nextEdgeByDepth[0] = firstEdgeByNode[start]!;
    for (let number = count, depth = 0; depth >= 0; ) {
      const node = nodeByNumber[number]!;
      const isHidden = pageObjects !== null && !hasBit(pageObjects, node); // only the runtime reaches it
      const isWeakMapOwner = hasBit(owners, node);
      const end = firstEdgeByNode[node + 1]!;
      let edge = nextEdgeByDepth[depth]!;
      let child = 0;
      for (; edge < end; edge++) {
        const word = wordByEdge[edge]!;
        child = word & END_MASK;
        if ((numbered[child >>> 5]! & (1 << (child & 31))) !== 0) continue; // itself too
        const kind = word >>> KIND_SHIFT;
        if (kind === weak || (isHidden && hasBit(pageObjects, child))) continue;
        if (kind !== shortcut && child !== rootNode && !(isWeakMapOwner && isTableEdge(pairs, edge))) break;
        if (passedOver) setBit(passedOver, child);
      }
      if (edge === end) {
        number = parentByNumber[number]!;
        depth--;
        continue;
      }
      nextEdgeByDepth[depth++] = edge + 1;
      if ((++count & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
      setBit(numbered, child);
      numberByNode[child] = count;
      nodeByNumber[count] = child;
      parentByNumber[count] = number;
      nextEdgeByDepth[depth] = firstEdgeByNode[child]!;
      number = count;
    }
    return count;
  };
}
