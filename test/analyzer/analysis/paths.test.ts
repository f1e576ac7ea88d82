/** Shortest retaining paths, the order of retainers, ids. */
import assert from 'node:assert/strict';
import { retainerSource } from '../../../analyzer/src/analysis/retainerRows.ts';
import { edgeTarget } from '../../../analyzer/src/model/heapGraph.ts';
import { NO_NODE } from '../../../analyzer/protocol/units.ts';
import { edgeName } from '../../../analyzer/src/analysis/edgeNames.ts';
import { createNodeIdIndex } from '../../../analyzer/src/analysis/nodeIds.ts';
import { shortestPathToRoot } from '../../../analyzer/src/analysis/paths.ts';
import { computeRetainingLevels } from '../../../analyzer/src/analysis/retainingLevels.ts';
import { shownRetainers } from '../../../analyzer/src/analysis/shownRetainers.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { memoryColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { analyzeDrawn, drawHeap } from './drawnHeap.ts';
import { randomHeaps, reach, retains } from './randomHeaps.ts';

/** Draws the path from `label` outwards: `x <name- b <b- a`; with `!` behind when it does not reach a root. */
function check(heapText: string, label: string, expected: string): void {
  const heap = drawHeap(heapText);
  const analysis = analyzeDrawn(heap);
  const { nodes, edges, reachesRoot } = shortestPathToRoot(analysis, heap.at(label), NEVER_CANCELLED);
  const steps = nodes.map((node, index) => (index === 0 ? '' : ` <${edgeName(analysis.graph, edges[index - 1]!)}- `) + heap.nodes[node]!.label);
  assert.equal(steps.join('') + (reachesRoot ? '' : ' !'), expected);
}

describe('paths', () => {
  it('are shortest', () => check('root -> a · a -> b, c · b -> d · c -> e · e -> d', 'd', 'd <d- b <b- a'));
  it('take the edge that says most of equally near ones', () => {
    check('root -> a, b, c · a -internal x-> d · b -element 3-> d · c -property p-> d', 'd', 'd <p- c');
    check('root -> a, b · a -internal x-> d · b -element 3-> d', 'd', 'd <3- b');
  });
  it('take the first of equally good ones', () => check('root -> a, b · b -> d · a -> d', 'd', 'd <d- a'));
  it('end at the root for what only the system holds', () => check('root -> gc, u · gc: synthetic · gc -> x · x -> y', 'y', 'y <y- x <x- gc <gc- root'));
  it('do not exist over weak edges alone', () => check('root -> a · a -weak-> b', 'b', 'b !'));
  it('go through the key of a WeakMap, however near the table is', () => {
    const name = '/ part of key (K @9) -> value (V @11) pair in WeakMap (table @7)';
    check(
      `root -> a, table · table: array @7 · a -> b · b -> key · key: @9 · value: @11
       table -internal 1 ${name}-> value · key -internal 2 ${name}-> value`,
      'value',
      `value <2 ${name}- key <key- b <b- a`,
    );
  });
  it('go through the key also when the table is the farther one', () => {
    const name = '/ part of key (K @9) -> value (V @11) pair in WeakMap (table @7)';
    check(
      `root -> key, a · key: @9 · a -> b · b -> table · table: array @7 · value: @11
       key -internal 2 ${name}-> value · table -internal 1 ${name}-> value`,
      'value',
      `value <2 ${name}- key`,
    );
  });
  it('have as few steps as a search finds, over edges that keep alive', () => {
    for (const { seed, nodes, graph } of randomHeaps(1000)) {
      const analysis = analyzeDrawn({ graph });
      const passes = retains(nodes);
      const reached = reach(nodes, [0], passes);
      const level = new Map<number, number>();
      const userRoots = nodes[0]!.edges.map(({ target }) => target).filter((node) => node !== 0);
      for (const start of userRoots) level.set(start, 0);
      for (const [node, steps] of level) {
        // A Map goes on to what is added while it is walked: breadth first.
        for (const { kind, target } of nodes[node]!.edges) if (passes(node, kind, target) && !level.has(target)) level.set(target, steps + 1);
      }
      const levels = memoryColumn(computeRetainingLevels(graph, analysis.retaining, NEVER_CANCELLED));
      nodes.forEach((_, node) => {
        const path = shortestPathToRoot(analysis, node, NEVER_CANCELLED);
        assert.deepEqual(shortestPathToRoot({ ...analysis, retainingLevelByNode: levels }, node, NEVER_CANCELLED), path, 'levels that are known lead where levels that are searched do');
        if (node !== 0 && level.has(node)) assert.equal(path.edges.length, level.get(node), `seed ${seed}, node ${node}`);
        assert.equal(path.reachesRoot, reached.has(node), `seed ${seed}, node ${node}`);
        path.edges.forEach((edge, index) => assert.equal(edgeTarget(analysis.graph, edge), path.nodes[index]));
      });
    }
  });
});

describe('retainers', () => {
  it('come nearest first, without weak ones and the root', () => {
    const heap = drawHeap('root -> far, d · far -> farther · farther -> d · root -> near · near -> d · far -weak-> d · near -invisible-> d');
    const analysis = analyzeDrawn(heap);
    const sources = Array.from(shownRetainers(analysis, heap.at('d')), (place) => heap.nodes[retainerSource(analysis.retainers, place)]!.label);
    assert.deepEqual(sources, ['near', 'farther']);
  });
});

describe('ids', () => {
  it('lead back to nodes', () => {
    const { graph } = drawHeap('root -> a, b, c · a: @4294967294 · b: @70000 · c: @5');
    const index = createNodeIdIndex(graph);
    assert.deepEqual([4294967294, 70000, 5, 1].map((id) => index.find(id)), [1, 2, 3, 0]);
    for (const id of [0, 6, 4294967295]) assert.equal(index.find(id), NO_NODE);
  });
});
