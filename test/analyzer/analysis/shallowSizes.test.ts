/** Shallow sizes: helpers count for their only owner. */
import assert from 'node:assert/strict';
import { analyzeDrawn, drawHeap, graphOf, rowsOf, type DrawnNode } from './drawnHeap.ts';
import { randomHeaps, reach } from './randomHeaps.ts';

/** Draws the sizes of the nodes that differ from the file's: `a=24 elements=0`. */
function check(heapText: string, expected: string, adjust?: (nodes: Record<string, DrawnNode>) => void): void {
  const { graph, nodes } = drawHeap(heapText, adjust);
  const { shallowBytesByNode, retainedBytesByNode } = analyzeDrawn({ graph });
  assert.equal(nodes.flatMap(({ label, bytes }, node) => (shallowBytesByNode.at(node) === bytes ? [] : [`${label}=${shallowBytesByNode.at(node)}`])).join(' '), expected);
  assert.equal(retainedBytesByNode.at(0), nodes.reduce((sum, { bytes }) => sum + bytes, 0), 'no byte is lost');
}

describe('shallow sizes', () => {
  it('take in the array of an object', () => check('root -> a · a -> elements · elements: array 16', 'a=24 elements=0'));
  it('take in helpers of helpers', () => check('root -> a · a -> h · h -> e · h: hidden 4 · e: array 16', 'a=28 h=0 e=0'));
  it('leave what two own', () => check('root -> a, b · a -> e · b -> e · e: array 16', ''));
  it('leave what hangs on something that two own', () => check('root -> a, b · a -> e · b -> e · e -> f · e: array 16 · f: array 4', ''));
  it('go round in circles of helpers', () => check('root -> a · a -> h · h -> e · e -> h · h: hidden 4 · e: array 16', 'a=28 h=0 e=0'));
  it('do not count weak owners', () => check('root -> a, b · a -> e · b -weak-> e · e: array 16', 'a=24 e=0'));
  it('give nothing to the root and to synthetic nodes', () => check('root -> a, s, e · s: synthetic · s -> f · e: array 16 · f: array 4', ''));
  it('take in the text of an external string', () => check('root -> s · s: string · s -> t · t: native "system / ExternalStringData" 100', 's=108 t=0'));
  it('leave other natives', () => check('root -> s · s: string · s -> t · t: native "system / JSArrayBufferData" 100', ''));
  it('are the file\'s when there is no user root', () => check('root -> gc · gc: synthetic · gc -> a · a -> e · e: array 16', ''));
  it('leave a detached native its text: its name is another', () => {
    check('root -> s · s: string · s -> t · t: native "system / ExternalStringData" 100', '', ({ t }) => (t!.detachedness = 2));
  });
  it('are what the definition says, on random heaps', () => {
    let moved = 0;
    for (const { seed, nodes: objects } of randomHeaps(500)) {
      const nodes = objects.map((node, index) => ({ ...node, kind: index === 0 ? 'synthetic' : KINDS[(seed * 7 + index * index) % KINDS.length]! }));
      // With no user root sizes are the file's: every second heap surely has one.
      if (seed % 2 === 0) nodes[0]!.edges.push({ kind: 'element', name: '1', target: nodes.findIndex(({ kind }) => kind !== 'synthetic') });
      if (nodes[0]!.edges.some(({ target }) => target < 0)) continue;
      const { shallowBytesByNode } = analyzeDrawn({ graph: graphOf(nodes) });
      const expected = sizesByDefinition(nodes);
      assert.deepEqual(rowsOf(shallowBytesByNode), expected, `seed ${seed}`);
      if (expected.some((bytes, node) => bytes !== nodes[node]!.bytes)) moved++;
    }
    assert.ok(moved > 50, `sizes moved in ${moved} heaps`);
  });
});

const KINDS: readonly DrawnNode['kind'][] = ['object', 'hidden', 'array', 'closure', 'array', 'hidden', 'native', 'synthetic'];
const isHelper = ({ kind }: DrawnNode): boolean => kind === 'hidden' || kind === 'array';

/** Whoever reaches a helper over helpers alone owns it; the only owner takes its size. */
function sizesByDefinition(nodes: readonly DrawnNode[]): number[] {
  const sizes = nodes.map(({ bytes }) => bytes);
  if (nodes[0]!.edges.every(({ target }) => nodes[target]!.kind === 'synthetic')) return sizes;
  const ownersOf = nodes.map(() => new Set<number>());
  nodes.forEach((owner, node) => {
    if (isHelper(owner)) return;
    for (const helper of reach(nodes, [node], (source, kind, target) => kind !== 'weak' && (source === node || isHelper(nodes[source]!)) && isHelper(nodes[target]!))) ownersOf[helper]!.add(node);
  });
  nodes.forEach((helper, node) => {
    const [owner] = ownersOf[node]!;
    if (!isHelper(helper) || ownersOf[node]!.size !== 1 || owner === 0 || nodes[owner!]!.kind === 'synthetic') return;
    sizes[owner!]! += helper.bytes;
    sizes[node]! -= helper.bytes;
  });
  return sizes;
}
