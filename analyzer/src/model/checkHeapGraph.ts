/** The invariants of HeapGraph, all of them: run by tests on every import. */
import { assert } from '../base/assert.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../protocol/kinds.ts';
import { END_MASK, KIND_SHIFT } from './edgeWords.ts';
import type { HeapGraph } from './heapGraph.ts';
import { EDGE_KIND } from './kindCodes.ts';

const MAX_DETACHEDNESS = 2;

/** Throws at the first broken invariant. O(nodes + edges + locations). */
export function checkHeapGraph(graph: HeapGraph): void {
  assert(graph.rootNode >= 0 && graph.rootNode < graph.nodeCount, `the root ${graph.rootNode} is one of ${graph.nodeCount} nodes`);
  assert(Number.isFinite(graph.extraNativeBytes) && graph.extraNativeBytes >= 0, `extraNativeBytes ${graph.extraNativeBytes} is a size`);
  checkNodes(graph);
  checkEdges(graph);
  checkLocations(graph);
}

function checkNodes({ nodeCount, edgeCount, kindByNode, nameByNode, selfBytesByNode, detachednessByNode, firstEdgeByNode, strings }: HeapGraph): void {
  assert(firstEdgeByNode[0] === 0, `the first edge of the first node is ${firstEdgeByNode[0]}`);
  assert(firstEdgeByNode[nodeCount] === edgeCount, `the last node's edges end at ${firstEdgeByNode[nodeCount]}, there are ${edgeCount}`);
  for (let node = 0; node < nodeCount; node++) {
    assert(firstEdgeByNode[node]! <= firstEdgeByNode[node + 1]!, `firstEdgeByNode ascends at node ${node}`);
    assert(kindByNode[node]! < NODE_KINDS.length, `node ${node} has a kind`);
    assert(nameByNode.at(node) < strings.count, `node ${node} has a name`);
    assert(selfBytesByNode[node]! >= 0 && Number.isFinite(selfBytesByNode[node]), `node ${node} has a size`);
    assert(detachednessByNode === null || detachednessByNode[node]! <= MAX_DETACHEDNESS, `node ${node} has a state of detachment`);
  }
}

function checkEdges(graph: HeapGraph): void {
  const { nodeCount, edgeCount, wordByEdge, nameOrIndexByEdge, strings } = graph;
  const { element, hidden } = EDGE_KIND;
  for (let edge = 0; edge < edgeCount; edge++) {
    const kind = wordByEdge[edge]! >>> KIND_SHIFT;
    assert(kind < EDGE_KINDS.length, `edge ${edge} has a kind`);
    assert((wordByEdge[edge]! & END_MASK) < nodeCount, `edge ${edge} has a target`);
    if (kind !== element && kind !== hidden) assert(nameOrIndexByEdge.at(edge) < strings.count, `edge ${edge} has a name`);
  }
}

function checkLocations({ nodeCount, locations }: HeapGraph): void {
  for (const name of ['nodeByLocation', 'scriptIdByLocation', 'lineByLocation', 'columnByLocation'] as const) {
    assert(locations[name].length === locations.count, `${name} has ${locations[name].length} rows, expected ${locations.count}`);
  }
  for (let row = 0; row < locations.count; row++) {
    assert(locations.nodeByLocation[row]! < nodeCount, `location ${row} has a node`);
    if (row > 0) assert(locations.nodeByLocation[row - 1]! < locations.nodeByLocation[row]!, `locations ascend at row ${row}`);
  }
}
