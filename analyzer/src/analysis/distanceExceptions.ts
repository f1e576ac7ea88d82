/**
 * Edges that DevTools passes over when it measures distances, because they would make whole kinds of objects look near: the
 * `sloppy_function_map` of a native context, and the descriptors of other maps in a shared descriptor array. Found in one pass in
 * the order of the file, so that names of edges may stay on disk. Source: DevTools, calculateDistances' filter.
 */
import { createBitset, setBit, type Bitset } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { namesEqual } from './nodeNames.ts';

export interface DistanceExceptions {
  /** One bit a node: some of its edges are passed over. */
  readonly owners: Bitset;
  /** One bit an edge: passed over. */
  readonly edges: Bitset;
}

/** Fields of a descriptor array before its descriptors, which are triples of key, type and value. */
const OWN_FIELDS = 2;
const DESCRIPTOR_FIELDS = 3;
const TYPE_FIELD = 1;

/** O(nodes + edges of the owners). */
export function findDistanceExceptions(graph: HeapGraph, cancel: CancelSignal): DistanceExceptions {
  const { nodeCount, edgeCount, kindByNode, nameByNode, firstEdgeByNode, wordByEdge, nameOrIndexByEdge, strings } = graph;
  const kindOf = (edge: number): number => wordByEdge[edge]! >>> KIND_SHIFT;
  const nativeContext = namesEqual(graph, 'system / NativeContext');
  const sloppyFunctionMap = namesEqual(graph, 'sloppy_function_map');
  const mapDescriptors = namesEqual(graph, '(map descriptors)');
  const owners = createBitset(nodeCount);
  const edges = createBitset(edgeCount);
  const isNumbered = (edge: number): boolean => kindOf(edge) === EDGE_KIND.element || kindOf(edge) === EDGE_KIND.hidden;
  const isPassedOverInDescriptors = (edge: number): boolean => {
    const name = nameOrIndexByEdge.at(edge);
    const index = isNumbered(edge) ? name : Number.parseInt(strings.text(name), 10);
    return !(index < OWN_FIELDS || index % DESCRIPTOR_FIELDS !== TYPE_FIELD);
  };
  const isFunctionMap = (edge: number): boolean => !isNumbered(edge) && sloppyFunctionMap.has(nameOrIndexByEdge.at(edge));
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const kind = kindByNode[node]!;
    if (kind !== NODE_KIND.hidden && kind !== NODE_KIND.array) continue;
    const isPassedOver = kind === NODE_KIND.array ? (mapDescriptors.has(nameByNode.at(node)) ? isPassedOverInDescriptors : null) : nativeContext.has(nameByNode.at(node)) ? isFunctionMap : null;
    if (!isPassedOver) continue;
    setBit(owners, node);
    for (let edge = firstEdgeByNode[node]!; edge < firstEdgeByNode[node + 1]!; edge++) if (isPassedOver(edge)) setBit(edges, edge);
  }
  return { owners, edges };
}
