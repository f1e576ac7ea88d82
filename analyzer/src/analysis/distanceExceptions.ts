/**
 * Edges that DevTools passes over when it measures distances, because they would make whole kinds of objects look near: the
 * `sloppy_function_map` of a native context, and the descriptors of other maps in a shared descriptor array. Found in one pass in
 * the order of the file, so that names of edges may stay on disk. Source: DevTools, calculateDistances' filter.
 */
import { bitsAt, createBitset, hasBit, setBit, type Bitset } from '../base/bitset.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { FEW_ROWS, openWindow, STRETCH_ROWS } from '../columnFile/pagedColumn.ts';
import { KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { rememberTexts } from './nodeNames.ts';

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

/** O(nodes + edges of the owners); names are read once, in order. */
export function findDistanceExceptions(graph: HeapGraph, cancel: CancelSignal): DistanceExceptions {
  const { nodeCount, edgeCount, kindByNode, firstEdgeByNode, columns, strings } = graph;
  const [nativeContext, mapDescriptors, functionMap] = strings.findEach(['system / NativeContext', '(map descriptors)', 'sloppy_function_map']).map((found) => bitsAt(found, strings.count));
  const isFunctionMap = functionMapsBy(graph, functionMap!);
  const isPassedOverInDescriptors = descriptorsBy(graph);
  const owners = createBitset(nodeCount);
  const edges = createBitset(edgeCount);
  const names = openWindow(columns.nameByNode);
  const edgeNames = openWindow(columns.nameOrIndexByEdge, FEW_ROWS);
  const { hidden, array } = NODE_KIND;
  for (let first = 0; first < nodeCount; first += STRETCH_ROWS) {
    cancel.throwIfCancelled();
    const end = Math.min(first + STRETCH_ROWS, nodeCount);
    names.show(first, end);
    const { rows, firstRow } = names;
    for (let node = first; node < end; node++) {
      const kind = kindByNode[node]!;
      if (kind !== hidden && kind !== array) continue;
      if (!hasBit(kind === array ? mapDescriptors! : nativeContext!, rows[node - firstRow]!)) continue;
      setBit(owners, node);
      const edgeEnd = firstEdgeByNode[node + 1]!;
      edgeNames.show(firstEdgeByNode[node]!, edgeEnd);
      const isPassedOver = kind === array ? isPassedOverInDescriptors : isFunctionMap;
      for (let edge = firstEdgeByNode[node]!; edge < edgeEnd; edge++) if (isPassedOver(edge, edgeNames.rows[edge - edgeNames.firstRow]!)) setBit(edges, edge);
    }
  }
  return { owners, edges };
}

type EdgeTest = (edge: number, nameOrIndex: number) => boolean;

function functionMapsBy({ wordByEdge }: HeapGraph, functionMap: Bitset): EdgeTest {
  return (edge, name) => !isNumbered(wordByEdge[edge]!) && hasBit(functionMap, name);
}

function descriptorsBy({ wordByEdge, strings }: HeapGraph): EdgeTest {
  const textOf = rememberTexts(strings);
  return (edge, nameOrIndex) => {
    const index = isNumbered(wordByEdge[edge]!) ? nameOrIndex : Number.parseInt(textOf(nameOrIndex), 10);
    return !(index < OWN_FIELDS || index % DESCRIPTOR_FIELDS !== TYPE_FIELD);
  };
}

function isNumbered(word: number): boolean {
  const kind = word >>> KIND_SHIFT;
  return kind === EDGE_KIND.element || kind === EDGE_KIND.hidden;
}
