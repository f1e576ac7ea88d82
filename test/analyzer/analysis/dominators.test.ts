/** Dominators and retained sizes: drawn ones, and random ones against taking nodes away. */
import assert from 'node:assert/strict';
import { NO_NODE } from '../../../analyzer/protocol/units.ts';
import { analyzeDrawn, drawHeap, rowsOf } from './drawnHeap.ts';
import { edgeWord } from '../../../analyzer/src/model/edgeWords.ts';
import type { HeapGraph } from '../../../analyzer/src/model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../../../analyzer/src/model/kindCodes.ts';
import { openHeapGraph } from '../../../analyzer/src/model/openHeap.ts';
import { dominatorsByRemoval, randomHeaps } from './randomHeaps.ts';

/** Draws the dominator tree of the drawn heap: `root(a(b), c)`. */
function check(heapText: string, expected: string): void {
  const heap = drawHeap(heapText);
  const dominated = analyzeDrawn(heap).dominated;
  const draw = (node: number): string => {
    const below = Array.from(dominated.nodeByDominated.slice(dominated.firstDominatedByNode.at(node), dominated.firstDominatedByNode.at(node + 1)), draw);
    return heap.nodes[node]!.label + (below.length > 0 ? `(${below.join(', ')})` : '');
  };
  assert.equal(draw(0), expected);
}

/** Objects of 8 bytes below a root, with properties that lead to `targetsByNode`. */
function graphOf(targetsByNode: readonly (readonly number[])[]): HeapGraph {
  const { graph: tiny } = drawHeap('root -> a');
  const nodeCount = targetsByNode.length;
  const targets = targetsByNode.flat();
  let firstEdge = 0;
  return openHeapGraph({
    ...tiny.columns,
    nodeCount,
    edgeCount: targets.length,
    kindByNode: new Uint8Array(nodeCount).fill(NODE_KIND.object).fill(NODE_KIND.synthetic, 0, 1),
    nameByNode: new Uint32Array(nodeCount).fill(tiny.nameByNode.at(1)),
    nodeIdByNode: Uint32Array.from({ length: nodeCount }, (_, node) => 2 * node + 1),
    selfBytesByNode: new Float64Array(nodeCount).fill(8).fill(0, 0, 1),
    firstEdgeByNode: Uint32Array.from([[], ...targetsByNode], ({ length }) => (firstEdge += length)),
    nameOrIndexByEdge: new Uint32Array(targets.length).fill(tiny.nameOrIndexByEdge.at(0)),
    wordByEdge: Uint32Array.from(targets, (target) => edgeWord(target, EDGE_KIND.property)),
  });
}

describe('dominators', () => {
  it('meet where two ways meet', () => check('root -> a, b · a -> c · b -> c · c -> d', 'root(a, b, c(d))'));
  it('follow a chain with a way back', () => check('root -> a · a -> b · b -> c · c -> a', 'root(a(b(c)))'));
  it('know irreducible loops', () => check('root -> a, b · a -> x · b -> y · x -> y · y -> x', 'root(a, b, x, y)'));
  it('let weak edges hold nothing', () => check('root -> a, b · a -> c · b -weak-> c', 'root(a(c), b)'));
  it('let weak edges of the root hold nothing', () => check('root -weak-> x · root -> a · a -> x', 'root(a(x))'));
  it('let shortcuts hold only from the root', () => check('root -> a, b · a -> c · b -shortcut-> c', 'root(a(c), b)'));
  it('leave the runtime out of what the program holds', () => {
    check('root -shortcut-> global · root -element-> system · global -> kept · system -> kept, own', 'root(global(kept), system(own))');
  });
  it('hang what nobody holds under the root', () => check('root -> a · x -> y · y -> z', 'root(a, x(y(z)))'));
  it('hang islands under the root one by one', () => check('root -> a · x -> y · y -> x', 'root(a, x, y)'));
  it('give a WeakMap value to the key alone', () => {
    const name = '/ part of key (Key @9) -> value (V @11) pair in WeakMap (table @7)';
    check(
      `root -> holder, table · table: array @7 · holder -> key · key: @9 · value: @11
       table -internal 1 ${name}-> value
       key -internal 2 ${name}-> value`,
      'root(holder(key(value)), table)',
    );
  });
  it('are the same as by taking each node away', () => {
    const shapes = { islands: 0, deep: 0 };
    for (const { seed, nodes, graph } of randomHeaps(3000)) {
      const ours = rowsOf(analyzeDrawn({ graph }).dominatorByNode).map((node) => (node === NO_NODE ? -1 : node));
      const expected = dominatorsByRemoval(nodes);
      assert.deepEqual(ours, expected, `seed ${seed}`);
      if (expected.some((dominator) => dominator > 0 && expected[dominator]! > 0)) shapes.deep++;
      if (nodes.some(({ edges }, node) => edges.some(({ target }) => expected[node] === 0 && expected[target] === 0))) shapes.islands++;
    }
    assert.ok(shapes.deep > 100 && shapes.islands > 100, 'the random heaps are worth the trouble');
  });
  it('survive a list of a million nodes', () => {
    const length = 1_000_000;
    const graph = graphOf(Array.from({ length }, (_, node) => [node + 1]).concat([[]]));
    const { dominatorByNode, retainedBytesByNode, distanceByNode } = analyzeDrawn({ graph });
    assert.equal(dominatorByNode.at(length), length - 1);
    assert.equal(retainedBytesByNode.at(1), 8 * length);
    assert.equal(distanceByNode.at(length), length);
  });
  it('survive somebody else who holds every node of a long list', () => {
    const length = 200_000;
    const list = Array.from({ length: length - 1 }, (_, index) => [index + 2]);
    const holder = length + 1;
    const { dominatorByNode } = analyzeDrawn({ graph: graphOf([[1, holder], ...list, [], Array.from({ length: length - 1 }, (_, index) => index + 2)]) });
    assert.ok(rowsOf(dominatorByNode).every((dominator, node) => dominator === (node === 0 ? NO_NODE : 0)));
  });
});

describe('retained sizes', () => {
  it('are the sums over what is dominated, and a class counts nothing twice', () => {
    for (const { seed, nodes, graph } of randomHeaps(1000)) {
      const { retainedBytesByNode, retainedBytesByClass, shallowBytesByNode, classes } = analyzeDrawn({ graph });
      const dominators = dominatorsByRemoval(nodes);
      const above = nodes.map((_, node) => {
        const way: number[] = [];
        for (let up = dominators[node]!; up >= 0; up = dominators[up]!) way.push(up);
        return way;
      });
      const expected = nodes.map((_, node) => rowsOf(shallowBytesByNode).reduce((sum, bytes, other) => sum + (other === node || above[other]!.includes(node) ? bytes : 0), 0));
      assert.deepEqual(rowsOf(retainedBytesByNode), expected, `seed ${seed}`);
      const ofClass = (node: number): number => classes.classByNode.at(node);
      const counts = (node: number): boolean => shallowBytesByNode.at(node) !== 0;
      for (let index = 0; index < classes.classCount; index++) {
        const tops = nodes.map((_, node) => node).filter((node) => ofClass(node) === index && counts(node) && !above[node]!.some((up) => ofClass(up) === index && counts(up)));
        assert.equal(retainedBytesByClass[index], tops.reduce((sum, node) => sum + expected[node]!, 0), `seed ${seed}, class ${index}`);
      }
      assert.equal(classes.selfBytesByClass.reduce((sum, bytes) => sum + bytes, 0), retainedBytesByNode.at(0), `seed ${seed}: the rows add up to the root`);
    }
  });
});
