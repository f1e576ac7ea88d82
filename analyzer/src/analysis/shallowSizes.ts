/**
 * DevTools' shallow sizes: hidden helper objects (elements of an array, properties of a map, text of an external string) count
 * for the object that owns them. Source: DevTools, calculateShallowSizes.
 */
import type { Bytes } from '../../protocol/units.ts';
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { createBytesColumn, type BytesColumn } from '../base/bytesColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn, withRoom } from '../base/growableColumn.ts';
import { rankOf, rankWords } from '../base/rankedBits.ts';
import { FEW_ROWS, openWindow, STRETCH_ROWS } from '../columnFile/pagedColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { isRenamedIn } from './nodeNames.ts';

const UNVISITED = 0xffffffff;
const MANY_OWNERS = 0xfffffffe;

/** What objects take themselves. */
export interface ShallowSizes {
  readonly shallowBytesByNode: BytesColumn;
  /** The sum. */
  readonly nodesBytes: Bytes;
}

/**
 * Bytes by node. A helper with exactly one owner, which is neither synthetic nor the root, gives its size to it and has 0 itself.
 * Files without user roots (exposed internals) are taken as they are. The result does not depend on the order of visits. O(nodes + edges),
 * 4 bytes a helper extra.
 */
export function computeShallowSizes(graph: HeapGraph, detachednessByNode: Uint8Array | null, hasUserRoots: boolean, cancel: CancelSignal): ShallowSizes {
  const { nodeCount, selfBytesByNode } = graph;
  const nodesBytes = sum(selfBytesByNode);
  const shallowBytesByNode = createBytesColumn(nodeCount, nodesBytes);
  shallowBytesByNode.set(selfBytesByNode);
  if (hasUserRoots) {
    const helpers = findHelpers(graph, detachednessByNode, cancel);
    giveToOwners(graph, helpers, findOwners(graph, helpers, cancel), shallowBytesByNode);
  }
  return { shallowBytesByNode, nodesBytes };
}

function giveToOwners({ rootNode, kindByNode, selfBytesByNode }: HeapGraph, helpers: Bitset, ownerByHelper: Uint32Array, shallowBytes: BytesColumn): void {
  const { synthetic } = NODE_KIND;
  for (let word = 0, row = 0; word < helpers.length; word++) {
    for (let bits = helpers[word]!; bits !== 0; bits &= bits - 1) {
      const node = 32 * word + 31 - Math.clz32(bits & -bits);
      const owner = ownerByHelper[row++]!;
      if (owner >= MANY_OWNERS || owner === rootNode || kindByNode[owner] === synthetic) continue;
      // The owner's own turn is no danger: owners are no helpers, so their sizes never move on.
      shallowBytes[owner]! += selfBytesByNode[node]!;
      shallowBytes[node] = 0;
    }
  }
}

/** One bit a node: it is nothing that a program knows of. */
function findHelpers(graph: HeapGraph, detachednessByNode: Uint8Array | null, cancel: CancelSignal): Bitset {
  const { nodeCount, kindByNode, strings } = graph;
  const { hidden, array, native } = NODE_KIND;
  const externalText = new Set(strings.find('system / ExternalStringData'));
  const names = openWindow(graph.columns.nameByNode, FEW_ROWS);
  const helpers = createBitset(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const kind = kindByNode[node];
    if (kind === hidden || kind === array) setBit(helpers, node);
    else if (kind === native && externalText.size > 0) {
      names.show(node, node + 1);
      if (externalText.has(names.rows[node - names.firstRow]!) && !isRenamedIn(graph, detachednessByNode, node)) setBit(helpers, node);
    }
  }
  return helpers;
}

/**
 * The node that each helper belongs to, in order of helpers. Every helper takes the owner of whoever reaches it; a second, different owner
 * makes it common property, and what it reaches too.
 *
 * Edges are read in the order in which they lie. Most lead to what is no helper, or to one that is common property already: one bit tells,
 * and the bits of all nodes fit a cache. A helper whose edges are still to come hands on what it got when they do; only one whose edges
 * are past goes on a stack, since its edges have to be fetched again from anywhere.
 */
function findOwners({ edgeCount, firstEdgeByNode, wordByEdge }: HeapGraph, helpers: Bitset, cancel: CancelSignal): Uint32Array {
  const { weak } = EDGE_KIND;
  const { rankByWord, count } = rankWords(helpers);
  const owners = createColumn(Uint32Array, count).fill(UNVISITED);
  /** One bit a node: a helper that may still change its owner. */
  const open = helpers.slice();
  let stack: Uint32Array = new Uint32Array(1 << 12);
  let depth = 0;
  let steps = 0;
  let source = 0;
  /** Takes the targets of edges first … end - 1. */
  const take = (first: number, end: number, owner: number): void => {
    for (let edge = first; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      const target = word & END_MASK;
      if (!hasBit(open, target) || word >>> KIND_SHIFT === weak) continue;
      const rank = rankOf(helpers, rankByWord, target);
      const known = owners[rank]!;
      if (known === owner) continue;
      const taken = known === UNVISITED ? owner : MANY_OWNERS;
      owners[rank] = taken;
      if (taken === MANY_OWNERS) open[target >>> 5]! &= ~(1 << (target & 31));
      if (target > source) continue;
      if (depth === stack.length) stack = withRoom(stack, depth + 1);
      stack[depth++] = target;
    }
  };
  for (let start = 0; start < edgeCount; start += STRETCH_ROWS) {
    cancel.throwIfCancelled();
    const end = Math.min(start + STRETCH_ROWS, edgeCount);
    for (let edge = nextOpen(wordByEdge, open, start, end); edge < end; edge = nextOpen(wordByEdge, open, edge + 1, end)) {
      while (firstEdgeByNode[source + 1]! <= edge) source++;
      const owner = hasBit(helpers, source) ? owners[rankOf(helpers, rankByWord, source)]! : source;
      if (owner !== UNVISITED) take(edge, edge + 1, owner);
      while (depth > 0) {
        if ((++steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
        const helper = stack[--depth]!;
        take(firstEdgeByNode[helper]!, firstEdgeByNode[helper + 1]!, owners[rankOf(helpers, rankByWord, helper)]!);
      }
    }
  }
  return owners;
}

/** The first edge from `edge` on that leads to an open helper, or `end`. */
function nextOpen(wordByEdge: Uint32Array, open: Bitset, edge: number, end: number): number {
  while (edge < end && !hasBit(open, wordByEdge[edge]! & END_MASK)) edge++;
  return edge;
}

function sum(column: BytesColumn): number {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row]!;
  return total;
}
