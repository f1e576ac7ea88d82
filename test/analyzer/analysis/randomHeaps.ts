/** Random small heaps, the same on every run, and what the definitions say of them: slow, short, and nothing like the real code. */
import type { EdgeKind } from '../../../analyzer/protocol/kinds.ts';
import { graphOf, type DrawnNode } from './drawnHeap.ts';
import type { HeapGraph } from '../../../analyzer/src/model/heapGraph.ts';

export interface RandomHeap {
  readonly seed: number;
  readonly nodes: readonly DrawnNode[];
  readonly graph: HeapGraph;
}

export function randomHeaps(count: number): RandomHeap[] {
  return Array.from({ length: count }, (_, seed) => {
    const nodes = randomNodes(seed + 1);
    return { seed: seed + 1, nodes, graph: graphOf(nodes) };
  });
}

/** 2 to 14 nodes; few edges make orphans and islands, many make a knot. The root's edges are shortcuts and elements, as V8's are. */
function randomNodes(seed: number): DrawnNode[] {
  let state = seed;
  // Numerical Recipes' linear congruential generator; the upper bits are the random ones.
  const below = (limit: number): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % limit;
  const nodes = Array.from({ length: 2 + below(13) }, (_, node): DrawnNode => ({ label: `n${node}`, kind: node === 0 ? 'synthetic' : 'object', name: `Class${node % 3}`, bytes: node === 0 ? 0 : below(4) * 8, id: 2 * node + 1, edges: [] }));
  const inner: EdgeKind[] = ['property', 'context', 'element', 'internal', 'property', 'weak', 'shortcut'];
  const edgeCount = below(3 * nodes.length);
  for (let edge = 0; edge < edgeCount; edge++) {
    const source = below(nodes.length);
    const kind = source === 0 ? (['shortcut', 'element'] as const)[below(2)]! : inner[below(inner.length)]!;
    nodes[source]!.edges.push({ kind, name: String(edge), target: below(nodes.length) });
  }
  return nodes;
}

/** All that is reached from `starts` over edges that pass, without entering `without`. */
export function reach(nodes: readonly DrawnNode[], starts: readonly number[], passes: (source: number, kind: EdgeKind, target: number) => boolean, without = -1): Set<number> {
  const reached = new Set(starts.filter((start) => start !== without));
  for (const node of reached) {
    for (const { kind, target } of nodes[node]!.edges) if (target !== without && passes(node, kind, target)) reached.add(target);
  }
  return reached;
}

/** Whether an edge keeps its target alive, by the definition. */
export function retains(nodes: readonly DrawnNode[]): (source: number, kind: EdgeKind, target: number) => boolean {
  const shortcuts = nodes[0]!.edges.filter(({ kind }) => kind === 'shortcut').map(({ target }) => target);
  const page = reach(nodes, shortcuts, (_, kind) => kind !== 'weak');
  return (source, kind, target) => kind !== 'weak' && source !== target && (source === 0 || (kind !== 'shortcut' && (page.has(source) || !page.has(target))));
}

/** Immediate dominators by taking each node away and looking what is out of reach then; the root's is -1. */
export function dominatorsByRemoval(nodes: readonly DrawnNode[]): number[] {
  const passes = retains(nodes);
  // What the root does not reach begins at nodes that nobody holds. What is left are islands: each node of them counts as the root's,
  // and holds nothing outside.
  const held = new Set(nodes.flatMap(({ edges }, source) => edges.filter(({ kind, target }) => passes(source, kind, target)).map(({ target }) => target)));
  const reached = reach(nodes, [0], passes);
  const orphans = nodes.map((_, node) => node).filter((node) => !reached.has(node) && !held.has(node));
  const known = reach(nodes, [0, ...orphans], passes);
  const starts = [0, ...orphans];
  const dominatorsOf = nodes.map((_, node) => new Set([0, node]));
  for (let away = 1; away < nodes.length; away++) {
    const left = reach(nodes, starts, passes, away);
    nodes.forEach((_, node) => known.has(node) && !left.has(node) && dominatorsOf[node]!.add(away));
  }
  // The immediate one is dominated by all the others.
  return dominatorsOf.map((dominators, node) => [...dominators].filter((one) => one !== node).sort((a, b) => dominatorsOf[b]!.size - dominatorsOf[a]!.size)[0] ?? -1);
}
