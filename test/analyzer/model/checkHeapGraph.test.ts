/** Each invariant of a heap is really asked for: a heap that breaks one alone is refused. */
import assert from 'node:assert/strict';
import { checkHeapGraph } from '../../../analyzer/src/model/checkHeapGraph.ts';
import { edgeWord } from '../../../analyzer/src/model/edgeWords.ts';
import type { HeapColumns, HeapGraph } from '../../../analyzer/src/model/heapGraph.ts';
import { openHeapGraph } from '../../../analyzer/src/model/openHeap.ts';
import { drawHeap } from '../analysis/drawnHeap.ts';

const draw = (): HeapGraph =>
  drawHeap('root -> a, b · a -> b · b -element 7-> a', ({ a, b }) => {
    Object.assign(a!, { detachedness: 1, place: [1, 2, 3] });
    Object.assign(b!, { place: [1, 5, 6] });
  }).graph;

/** The heap with one value of a column changed. */
function spoil(column: keyof HeapColumns, row: number, value: number): HeapGraph {
  const graph = draw();
  (graph.columns[column] as Uint32Array)[row] = value;
  return graph;
}

describe('checkHeapGraph', () => {
  it('is content with a sound heap', () => checkHeapGraph(draw()));

  const broken: [what: string, graph: () => HeapGraph, message: RegExp][] = [
    ['a root that is no node', () => ({ ...draw(), rootNode: 3 }), /the root 3 is one of 3 nodes/],
    ['a negative extra size', () => ({ ...draw(), extraNativeBytes: -1 }), /extraNativeBytes -1/],
    ['a first edge that is not 0', () => spoil('firstEdgeByNode', 0, 1), /first edge of the first node is 1/],
    ['edges that belong to no node', () => spoil('firstEdgeByNode', 3, 3), /end at 3, there are 4/],
    ['edges in the wrong order', () => spoil('firstEdgeByNode', 1, 4), /firstEdgeByNode ascends at node 1/],
    ['a node of no kind', () => spoil('kindByNode', 1, 17), /node 1 has a kind/],
    ['a node without a name', () => spoil('nameByNode', 2, 99), /node 2 has a name/],
    ['a negative size', () => ({ ...draw(), selfBytesByNode: Float64Array.of(0, 8, -8) }), /node 2 has a size/],
    ['a size that is no number', () => ({ ...draw(), selfBytesByNode: Float64Array.of(NaN, 8, 8) }), /node 0 has a size/],
    ['a state of detachment that does not exist', () => spoil('detachednessByNode', 1, 3), /node 1 has a state of detachment/],
    ['an edge of no kind', () => spoil('wordByEdge', 0, edgeWord(0, 9)), /edge 0 has a kind/],
    ['an edge to no node', () => spoil('wordByEdge', 3, edgeWord(3, 0)), /edge 3 has a target/],
    ['an edge without a name', () => spoil('nameOrIndexByEdge', 0, 99), /edge 0 has a name/],
    ['a location of no node', () => ({ ...draw(), locations: { ...draw().locations, nodeByLocation: Uint32Array.of(1, 3) } }), /location 1 has a node/],
    ['two locations of one node', () => ({ ...draw(), locations: { ...draw().locations, nodeByLocation: Uint32Array.of(2, 2) } }), /locations ascend at row 1/],
    ['locations without a column', () => ({ ...draw(), locations: { ...draw().locations, columnByLocation: new Int32Array(1) } }), /columnByLocation has 1 rows, expected 2/],
  ];
  for (const [what, graph, message] of broken) it(`notices ${what}`, () => assert.throws(() => checkHeapGraph(graph()), message));

  it('does not take the number of an element for a name', () => checkHeapGraph(spoil('nameOrIndexByEdge', 3, 4_000_000_000)));
});

describe('openHeapGraph', () => {
  it('refuses columns of the wrong length', () => {
    for (const column of ['kindByNode', 'nameByNode', 'nodeIdByNode', 'selfBytesByNode', 'detachednessByNode', 'wordByEdge', 'nameOrIndexByEdge', 'firstEdgeByNode'] as const) {
      assert.throws(() => openHeapGraph({ ...draw().columns, [column]: new Uint32Array(9) }), new RegExp(`${column} has 9 rows, expected`));
    }
  });

  it('refuses a root that is no node, and edges without an owner', () => {
    assert.throws(() => openHeapGraph({ ...draw().columns, rootNode: -1 }), /root -1/);
    assert.throws(() => openHeapGraph(spoil('firstEdgeByNode', 3, 2).columns), /own all edges/);
  });

  it('freezes what it built', () => assert.throws(() => Object.assign(draw(), { nodeCount: 1 }), TypeError));
});
