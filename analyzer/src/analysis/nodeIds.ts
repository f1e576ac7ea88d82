/** From V8's object ids back to nodes. */
import { NO_NODE, type NodeId, type NodeOrdinal } from '../../protocol/units.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { createColumn } from '../base/growableColumn.ts';
import { sortByUint32, sortedByUint32 } from '../base/radixSort.ts';

export interface NodeIdIndex {
  /** The node with the id (the first, should several have it), or NO_NODE. Cost: a binary search. */
  find(nodeId: NodeId): NodeOrdinal;
}

/** O(nodes) time, 4 bytes a node. */
export function createNodeIdIndex({ nodeCount, nodeIdByNode }: Pick<HeapGraph, 'nodeCount' | 'nodeIdByNode'>): NodeIdIndex {
  const unsorted = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) unsorted[node] = node;
  const order = sortByUint32(unsorted, nodeIdByNode.slice(0, nodeCount) as Uint32Array);
  return {
    find(nodeId) {
      let low = 0;
      let high = nodeCount;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (nodeIdByNode.at(order[middle]!) < nodeId) low = middle + 1;
        else high = middle;
      }
      const node = order[low];
      return node !== undefined && nodeIdByNode.at(node) === nodeId ? node : NO_NODE;
    },
  };
}

/** All nodes by ascending id; those of one id in order of nodes. */
export interface IdOrder {
  /** Length nodeCount. */
  readonly nodes: Uint32Array;
  /** Theirs, row by row. */
  readonly ids: Uint32Array;
}

/** O(nodes) time, 8 bytes a node. */
export function orderById({ nodeCount, nodeIdByNode }: Pick<HeapGraph, 'nodeCount' | 'nodeIdByNode'>): IdOrder {
  const unsorted = createColumn(Uint32Array, nodeCount);
  for (let node = 0; node < nodeCount; node++) unsorted[node] = node;
  const { rows: nodes, keys: ids } = sortedByUint32(unsorted, nodeIdByNode.slice(0, nodeCount) as Uint32Array);
  return { nodes, ids };
}

/** The first node with the id, or NO_NODE. Cost: a binary search. */
export function nodeOfId({ nodes, ids }: IdOrder, nodeId: NodeId): NodeOrdinal {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < nodeId) low = middle + 1;
    else high = middle;
  }
  return ids[low] === nodeId ? nodes[low]! : NO_NODE;
}
