/**
 * DevTools' shallow sizes: hidden helper objects (elements of an array, properties of a map, text of an external string) count
 * for the object that owns them. Source: DevTools, calculateShallowSizes.
 */
import { createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import { createBytesColumn, type BytesColumn } from '../base/bytesColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn, withRoom } from '../base/growableColumn.ts';
import { createRankedBits, type RankedBits } from '../base/rankedBits.ts';
import { FEW_ROWS, openWindow } from '../columnFile/rowWindow.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { isRenamedIn } from './nodeNames.ts';

const UNVISITED = 0xffffffff;
const MANY_OWNERS = 0xfffffffe;

/**
 * Bytes by node. A helper with exactly one owner, which is neither synthetic nor the root, gives its size to it and has 0 itself.
 * Files without user roots (exposed internals) are taken as they are. The result does not depend on the order of visits. O(nodes + edges),
 * 4 bytes a helper extra.
 */
export function computeShallowSizes(graph: HeapGraph, detachednessByNode: Uint8Array | null, hasUserRoots: boolean, cancel: CancelSignal): BytesColumn {
  const { nodeCount, rootNode, kindByNode, selfBytesByNode } = graph;
  let totalBytes = 0;
  for (let node = 0; node < nodeCount; node++) totalBytes += selfBytesByNode[node]!;
  const shallowBytes = createBytesColumn(nodeCount, totalBytes);
  shallowBytes.set(selfBytesByNode);
  if (!hasUserRoots) return shallowBytes;
  const helpers = findHelpers(graph, detachednessByNode, cancel);
  const ownerByHelper = findOwners(graph, helpers, cancel);
  let row = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (!hasBit(helpers, node)) continue;
    const owner = ownerByHelper[row++]!;
    if (owner >= MANY_OWNERS || owner === rootNode || kindByNode[owner] === NODE_KIND.synthetic) continue;
    // The owner's own turn is no danger: owners are no helpers, so their sizes never move on.
    shallowBytes[owner]! += selfBytesByNode[node]!;
    shallowBytes[node] = 0;
  }
  return shallowBytes;
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
 * and the bits of all nodes fit a cache. Only for the others it matters whose edge it is.
 */
function findOwners({ nodeCount, edgeCount, firstEdgeByNode, wordByEdge }: HeapGraph, helpers: Bitset, cancel: CancelSignal): Uint32Array {
  const { weak } = EDGE_KIND;
  const { owners, isOpen, take, ownerOf } = createOwners(helpers, nodeCount);
  let stack = new Uint32Array(1 << 12);
  let depth = 0;
  let steps = 0;
  /** Takes the targets of edges first … end - 1 for an owner; who has changed goes on the stack. */
  const takeTargets = (first: number, end: number, owner: number): void => {
    for (let edge = first; edge < end; edge++) {
      const word = wordByEdge[edge]!;
      const target = word & END_MASK;
      if (!hasBit(isOpen, target) || word >>> KIND_SHIFT === weak || !take(target, owner)) continue;
      if (depth === stack.length) stack = withRoom(stack, depth + 1);
      stack[depth++] = target;
    }
  };
  for (let edge = 0, source = 0; edge < edgeCount; edge++) {
    if ((edge & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    if (!hasBit(isOpen, wordByEdge[edge]! & END_MASK)) continue;
    while (firstEdgeByNode[source + 1]! <= edge) source++;
    if (hasBit(helpers, source)) continue; // it hands on what it gets
    takeTargets(edge, edge + 1, source);
    while (depth > 0) {
      if ((++steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
      const helper = stack[--depth]!;
      takeTargets(firstEdgeByNode[helper]!, firstEdgeByNode[helper + 1]!, ownerOf(helper));
    }
  }
  return owners;
}

interface Owners {
  /** In order of helpers. */
  readonly owners: Uint32Array;
  /** One bit a node: a helper that may still change its owner. */
  readonly isOpen: Bitset;
  ownerOf(helper: number): number;
  /** Whether that changes anything for the helper. */
  take(helper: number, owner: number): boolean;
}

function createOwners(helpers: Bitset, nodeCount: number): Owners {
  const { count, rankOf }: RankedBits = createRankedBits(helpers, nodeCount);
  const owners = createColumn(Uint32Array, count).fill(UNVISITED);
  const isOpen = helpers.slice();
  return {
    owners,
    isOpen,
    ownerOf: (helper) => owners[rankOf(helper)]!,
    take(helper, owner) {
      const rank = rankOf(helper);
      const known = owners[rank]!;
      if (known === owner) return false;
      const taken = known === UNVISITED ? owner : MANY_OWNERS;
      owners[rank] = taken;
      if (taken === MANY_OWNERS) isOpen[helper >>> 5]! &= ~(1 << (helper & 31));
      return true;
    },
  };
}
