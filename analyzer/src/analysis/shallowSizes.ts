/**
 * DevTools' shallow sizes: hidden helper objects (elements of an array, properties of a map, text of an external string) count
 * for the object that owns them. Source: DevTools, calculateShallowSizes.
 */
import { createBitset, setBit } from '../base/bitset.ts';
import { createBytesColumn, type BytesColumn } from '../base/bytesColumn.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import { createColumn, withRoom } from '../base/growableColumn.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { isRenamedIn, namesEqual } from './nodeNames.ts';

const UNVISITED = 0xffffffff;
const MANY_OWNERS = 0xfffffffe;

/**
 * Bytes by node. A helper with exactly one owner, which is neither synthetic nor the root, gives its size to it and has 0 itself.
 * Files without user roots (exposed internals) are taken as they are. The result does not depend on the order of visits. O(nodes + edges).
 */
export function computeShallowSizes(graph: HeapGraph, detachednessByNode: Uint8Array | null, hasUserRoots: boolean, cancel: CancelSignal): BytesColumn {
  const { nodeCount, rootNode, kindByNode, nameByNode, selfBytesByNode } = graph;
  let totalBytes = 0;
  for (let node = 0; node < nodeCount; node++) totalBytes += selfBytesByNode[node]!;
  const shallowBytes = createBytesColumn(nodeCount, totalBytes);
  shallowBytes.set(selfBytesByNode);
  if (!hasUserRoots) return shallowBytes;
  const { hidden, array, native, synthetic } = NODE_KIND;
  const externalText = namesEqual(graph, 'system / ExternalStringData');
  const owners = createColumn(Uint32Array, nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const kind = kindByNode[node];
    const isHelper = kind === hidden || kind === array || (kind === native && externalText.has(nameByNode.at(node)) && !isRenamedIn(graph, detachednessByNode, node));
    owners[node] = isHelper ? UNVISITED : node;
  }
  spreadOwners(graph, owners, cancel);
  for (let node = 0; node < nodeCount; node++) {
    const owner = owners[node]!;
    if (owner === node || owner >= MANY_OWNERS || owner === rootNode || kindByNode[owner] === synthetic) continue;
    // The owner's own turn is no danger: owners own themselves, so their sizes never move on.
    shallowBytes[owner]! += selfBytesByNode[node]!;
    shallowBytes[node] = 0;
  }
  return shallowBytes;
}

/** Every helper takes the owner of whoever reaches it; a second, different owner makes it common property, and what it reaches too. */
function spreadOwners({ nodeCount, firstEdgeByNode, wordByEdge }: HeapGraph, owners: Uint32Array, cancel: CancelSignal): void {
  const { weak } = EDGE_KIND;
  /** One bit a node: a helper that may still change its owner. Few are, and the bits of all fit a cache. */
  const open = createBitset(nodeCount);
  for (let node = 0; node < nodeCount; node++) if (owners[node] === UNVISITED) setBit(open, node);
  let stack: Uint32Array = new Uint32Array(1 << 12);
  let depth = 0;
  for (let start = 0, steps = 1; start < nodeCount; start++) {
    if (owners[start] !== start) continue;
    for (let node = start; ; node = stack[--depth]!, steps++) {
      if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
      const owner = owners[node]!;
      const end = firstEdgeByNode[node + 1]!;
      for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
        const word = wordByEdge[edge]!;
        const target = word & END_MASK;
        if ((open[target >>> 5]! & (1 << (target & 31))) === 0 || word >>> KIND_SHIFT === weak) continue;
        const known = owners[target]!;
        if (known === owner) continue;
        if (known === UNVISITED) owners[target] = owner;
        else {
          owners[target] = MANY_OWNERS;
          open[target >>> 5]! &= ~(1 << (target & 31));
        }
        if (depth === stack.length) stack = withRoom(stack, depth + 1);
        stack[depth++] = target;
      }
      if (depth === 0) break;
    }
  }
}
