/**
 * Plain objects by the list of their properties. A heap has millions of plain objects and a few thousand such lists, so all
 * work on texts is done once a list.
 */
import { hasBit } from '../base/bitset.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { withRoom } from '../base/growableColumn.ts';
import { createNumberLists } from '../base/numberLists.ts';
import { openWindow, STRETCH_ROWS } from '../columnFile/pagedColumn.ts';
import { KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { nameBits } from './nodeNames.ts';

export interface PlainObjectShapes {
  readonly objectCount: number;
  /** The plain objects, ascending. Length objectCount. */
  readonly nodeByObject: Uint32Array;
  /** Shapes are numbered in the order in which objects first have them. Length objectCount. */
  readonly shapeByObject: Uint32Array;
  readonly shapeCount: number;
  readonly objectCountByShape: Uint32Array;
  /** Property names (string indices) in edge order: those of shape s are nameByProperty[firstPropertyByShape[s]] … */
  readonly firstPropertyByShape: Uint32Array;
  readonly nameByProperty: Uint32Array;
}

/** Shapes of all nodes of kind object that are named `Object`. O(nodes + their edges); names are read once, in order. */
export function findPlainObjectShapes(graph: HeapGraph, cancel: CancelSignal): PlainObjectShapes {
  const nodeByObject = findPlainObjects(graph, cancel);
  const { firstEdgeByNode, wordByEdge } = graph;
  const shapeByObject = new Uint32Array(nodeByObject.length);
  const shapes = createNumberLists();
  const edgeNames = openWindow(graph.columns.nameOrIndexByEdge);
  let properties = new Uint32Array(1024);
  for (let object = 0; object < nodeByObject.length; object++) {
    if (object % OBJECTS_A_CHECK === 0) cancel.throwIfCancelled();
    const node = nodeByObject[object]!;
    const first = firstEdgeByNode[node]!;
    const end = firstEdgeByNode[node + 1]!;
    edgeNames.show(first, end);
    const { rows, firstRow } = edgeNames;
    properties = withRoom(properties, end - first);
    let length = 0;
    for (let edge = first; edge < end; edge++) if (wordByEdge[edge]! >>> KIND_SHIFT === EDGE_KIND.property) properties[length++] = rows[edge - firstRow]!;
    shapeByObject[object] = shapes.intern(properties, length);
  }
  const objectCountByShape = new Uint32Array(shapes.count);
  for (const shape of shapeByObject) objectCountByShape[shape]!++;
  const { firsts, numbers } = shapes.lists();
  return { objectCount: nodeByObject.length, nodeByObject, shapeByObject, shapeCount: shapes.count, objectCountByShape, firstPropertyByShape: firsts, nameByProperty: numbers };
}

/** Objects are fewer than nodes, and each may need a read. */
const OBJECTS_A_CHECK = 1 << 12;

/** The nodes of kind object that are named `Object`, ascending. */
function findPlainObjects(graph: HeapGraph, cancel: CancelSignal): Uint32Array {
  const { nodeCount, kindByNode } = graph;
  const isObject = nameBits(graph, 'Object');
  const names = openWindow(graph.columns.nameByNode);
  let nodes = new Uint32Array(1024);
  let count = 0;
  for (let first = 0; first < nodeCount; first += STRETCH_ROWS) {
    cancel.throwIfCancelled();
    const end = Math.min(first + STRETCH_ROWS, nodeCount);
    names.show(first, end);
    nodes = withRoom(nodes, count + end - first);
    const { rows, firstRow } = names;
    for (let node = first; node < end; node++) if (kindByNode[node] === NODE_KIND.object && hasBit(isObject, rows[node - firstRow]!)) nodes[count++] = node;
  }
  return nodes.subarray(0, count);
}
