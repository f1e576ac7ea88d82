/**
 * Plain objects by the list of their properties. A heap has millions of plain objects and a few thousand such lists, so all
 * work on texts is done once a list.
 */
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn, withRoom } from '../base/growableColumn.ts';
import { KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { namesEqual } from './nodeNames.ts';

/** Not a plain object. */
export const NO_SHAPE = 0xffffffff;

export interface PlainObjectShapes {
  /** Shape, or NO_SHAPE. Length nodeCount. */
  readonly shapeByNode: Uint32Array;
  readonly shapeCount: number;
  /** Objects of each shape. Shapes are numbered in the order in which nodes first have them. */
  readonly objectCountByShape: Uint32Array;
  readonly objectCount: number;
  /** Property names (string indices) in edge order: those of shape s are nameByProperty[firstPropertyByShape[s]] … */
  readonly firstPropertyByShape: Uint32Array;
  readonly nameByProperty: Uint32Array;
}

/** Shapes of all nodes of kind object that are named `Object`. O(nodes + their edges), by hashing with comparison of the lists. */
export function findPlainObjectShapes(graph: HeapGraph, cancel: CancelSignal): PlainObjectShapes {
  const { nodeCount, kindByNode, nameByNode, firstEdgeByNode, wordByEdge, nameOrIndexByEdge } = graph;
  const objectNames = namesEqual(graph, 'Object');
  const shapeByNode = createColumn(Uint32Array, nodeCount).fill(NO_SHAPE);
  const shapesByHash = new Map<number, number[]>();
  let firstProperty = new Uint32Array(1024);
  let counts = new Uint32Array(1024);
  let names = new Uint32Array(4096);
  let shapeCount = 0;
  let objectCount = 0;
  let used = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    if (kindByNode[node] !== NODE_KIND.object || !objectNames.has(nameByNode.at(node))) continue;
    objectCount++;
    // The list is put behind the known ones, and stays there only when it is new.
    let length = 0;
    let hash = 0;
    const end = firstEdgeByNode[node + 1]!;
    names = withRoom(names, used + end - firstEdgeByNode[node]!);
    for (let edge = firstEdgeByNode[node]!; edge < end; edge++) {
      if (wordByEdge[edge]! >>> KIND_SHIFT !== EDGE_KIND.property) continue;
      const name = nameOrIndexByEdge.at(edge);
      names[used + length++] = name;
      hash = Math.imul(hash ^ name, 0x9e3779b1) ^ (hash >>> 15);
    }
    const candidates = shapesByHash.get(hash) ?? [];
    let shape = candidates.find((known) => {
      const start = firstProperty[known]!;
      if ((known + 1 < shapeCount ? firstProperty[known + 1]! : used) - start !== length) return false;
      for (let at = 0; at < length; at++) if (names[start + at] !== names[used + at]) return false;
      return true;
    });
    if (shape === undefined) {
      shape = shapeCount++;
      firstProperty = withRoom(firstProperty, shapeCount + 1);
      counts = withRoom(counts, shapeCount);
      firstProperty[shape] = used;
      used += length;
      if (candidates.push(shape) === 1) shapesByHash.set(hash, candidates);
    }
    counts[shape]!++;
    shapeByNode[node] = shape;
  }
  firstProperty[shapeCount] = used;
  return {
    shapeByNode,
    shapeCount,
    objectCountByShape: counts.slice(0, shapeCount),
    objectCount,
    firstPropertyByShape: firstProperty.slice(0, shapeCount + 1),
    nameByProperty: names.slice(0, used),
  };
}
