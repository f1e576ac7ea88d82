/** The invariants of HeapGraph, all of them: run by tests on every import. */
import { assert } from '../base/assert.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../protocol/kinds.ts';
import type { HeapGraph } from './heapGraph.ts';

/** Throws at the first broken invariant. O(nodes + edges + locations). */
export function checkHeapGraph(graph: HeapGraph): void {
  const { nodeCount, edgeCount, firstEdgeByNode, strings, locations } = graph;
  const element = EDGE_KINDS.indexOf('element');
  const hidden = EDGE_KINDS.indexOf('hidden');
  for (let node = 0; node < nodeCount; node++) {
    assert(firstEdgeByNode[node]! <= firstEdgeByNode[node + 1]!, `firstEdgeByNode ascends at node ${node}`);
    assert(graph.kindByNode[node]! < NODE_KINDS.length, `node ${node} has a kind`);
    assert(graph.nameByNode[node]! < strings.count, `node ${node} has a name`);
    assert(graph.selfBytesByNode[node]! >= 0, `node ${node} has a size`);
  }
  for (let edge = 0; edge < edgeCount; edge++) {
    const kind = graph.kindByEdge[edge]!;
    assert(kind < EDGE_KINDS.length, `edge ${edge} has a kind`);
    assert(graph.targetByEdge[edge]! < nodeCount, `edge ${edge} has a target`);
    if (kind !== element && kind !== hidden) assert(graph.nameOrIndexByEdge[edge]! < strings.count, `edge ${edge} has a name`);
  }
  for (let row = 0; row < locations.count; row++) {
    assert(locations.nodeByLocation[row]! < nodeCount, `location ${row} has a node`);
    if (row > 0) assert(locations.nodeByLocation[row - 1]! < locations.nodeByLocation[row]!, `locations ascend at row ${row}`);
  }
}
