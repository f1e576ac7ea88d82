/** From V8's object ids back to nodes. */
import { NO_NODE, type NodeId, type NodeOrdinal } from '../../protocol/units.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { sortByUint32 } from '../base/radixSort.ts';

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
