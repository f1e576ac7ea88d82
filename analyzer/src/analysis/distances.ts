/** Distances from the user roots, with DevTools' exceptions. Source: DevTools, calculateDistances. */
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE, type NodeOrdinal } from '../../protocol/units.ts';
import { createBitset, hasBit, setBit } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { namesEqual } from './nodeNames.ts';
import type { WeakMapPairs } from './weakMapPairs.ts';

/** Whether an edge, met when its target has no distance yet, gives it one. */
type EdgeFilter = (node: NodeOrdinal, edge: number) => boolean;

/**
 * Distance by node. User roots have 1, and what they reach over all but weak edges the length of the shortest way; what only the
 * system roots reach counts from DISTANCE_BASE_SYSTEM at the root; the rest is UNREACHABLE_DISTANCE. O(nodes + edges).
 */
export function computeDistances(graph: HeapGraph, userRoots: readonly NodeOrdinal[], pairs: WeakMapPairs, cancel: CancelSignal): Int32Array {
  const { nodeCount, rootNode } = graph;
  const distances = new Int32Array(nodeCount).fill(UNREACHABLE_DISTANCE);
  const queue = new Uint32Array(nodeCount);
  const passes = edgeFilter(graph, pairs);
  let length = 0;
  for (const root of userRoots) {
    if (distances[root] === 1) continue; // two edges of the root may lead to it
    distances[root] = 1;
    queue[length++] = root;
  }
  visitBreadthFirst(graph, queue, length, distances, passes, cancel);
  distances[rootNode] = userRoots.length > 0 ? DISTANCE_BASE_SYSTEM : 0;
  queue[0] = rootNode;
  visitBreadthFirst(graph, queue, 1, distances, passes, cancel);
  return distances;
}

function visitBreadthFirst(graph: HeapGraph, queue: Uint32Array, length: number, distances: Int32Array, passes: EdgeFilter, cancel: CancelSignal): void {
  const { firstEdgeByNode, kindByEdge, targetByEdge, kindByNode } = graph;
  const { weak, internal } = EDGE_KIND;
  const { hidden, array } = NODE_KIND;
  for (let index = 0; index < length; index++) {
    if ((index & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = queue[index]!;
    const distance = distances[node]! + 1;
    const nodeKind = kindByNode[node]!;
    const mayFilter = nodeKind === hidden || nodeKind === array;
    const end = firstEdgeByNode[node + 1]!;
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      const kind = kindByEdge[edge]!;
      if (kind === weak) continue;
      const target = targetByEdge[edge]!;
      if (distances[target] !== UNREACHABLE_DISTANCE) continue;
      if ((mayFilter || kind === internal) && !passes(node, edge)) continue;
      distances[target] = distance;
      queue[length++] = target;
    }
  }
}

function edgeFilter(graph: HeapGraph, { pairByString, pairCount }: WeakMapPairs): EdgeFilter {
  const { kindByNode, nameByNode, kindByEdge, nameOrIndexByEdge } = graph;
  const nativeContext = namesEqual(graph, 'system / NativeContext');
  const sloppyFunctionMap = namesEqual(graph, 'sloppy_function_map');
  const mapDescriptors = namesEqual(graph, '(map descriptors)');
  const { hidden, array } = NODE_KIND;
  const { element, hidden: hiddenEdge, internal } = EDGE_KIND;
  // The first edge of a WeakMap entry is passed over, so that the value is as far as the farther of table and key.
  const pending = createBitset(pairCount + 1);
  return (node, edge) => {
    const kind = kindByEdge[edge]!;
    const name = nameOrIndexByEdge[edge]!;
    const isNumbered = kind === element || kind === hiddenEdge;
    if (kindByNode[node] === hidden && !isNumbered && sloppyFunctionMap.has(name) && nativeContext.has(nameByNode[node]!)) return false;
    if (kindByNode[node] === array && mapDescriptors.has(nameByNode[node]!)) {
      // Maps share descriptor arrays, so a descriptor may be of another map. Fields: 2 of its own, then key, type, descriptor.
      const index = isNumbered ? name : Number.parseInt(graph.strings.text(name), 10);
      return index < 2 || index % 3 !== 1;
    }
    const pair = kind === internal && pairCount > 0 ? pairByString[name]! : 0;
    if (pair === 0) return true;
    if (hasBit(pending, pair)) {
      pending[pair >>> 5]! &= ~(1 << (pair & 31));
      return true;
    }
    setBit(pending, pair);
    return false;
  };
}
