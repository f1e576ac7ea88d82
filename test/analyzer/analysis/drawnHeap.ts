/**
 * Small heaps as text: `root -> a, b · a -weak-> c · c: string "text" 40`. Statements are separated by `·` or new lines.
 * - `x -> y, z`: property edges, named after their targets. `x -kind-> y` and `x -kind name-> y` say more.
 * - `x: kind "Name" bytes @id`: what the node is; each part may be left out. Default: object named like in the drawing, 8 bytes.
 * The first node is the root, and synthetic. Nodes are numbered as they first appear, ids are 1, 3, 5 …
 */
import { EDGE_KINDS, NODE_KINDS, type EdgeKind, type NodeKind } from '../../../analyzer/protocol/kinds.ts';
import type { HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { edgeWord } from '../../../analyzer/src/model/edgeWords.ts';
import type { HeapGraph } from '../../../analyzer/src/model/heapGraph.ts';
import { openHeapGraph } from '../../../analyzer/src/model/openHeap.ts';

import type { NumberColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { analyzeBothWays } from './analyzeColumns.ts';

export interface DrawnNode {
  readonly label: string;
  kind: NodeKind;
  name: string;
  bytes: number;
  id: number;
  detachedness?: number;
  /** scriptId, line, column */
  place?: readonly [number, number, number];
  readonly edges: { kind: EdgeKind; name: string; target: number }[];
}

export interface DrawnHeap {
  readonly nodes: readonly DrawnNode[];
  readonly graph: HeapGraph;
  /** Ordinal of a label. */
  at(label: string): number;
}

/** The heap that is drawn; `adjust` may change what the text can't say. */
export function drawHeap(text: string, adjust: (nodes: Record<string, DrawnNode>) => void = () => {}): DrawnHeap {
  const nodes: DrawnNode[] = [];
  const byLabel = new Map<string, number>();
  const intern = (label: string): number => {
    let node = byLabel.get(label);
    if (node === undefined) {
      node = nodes.length;
      byLabel.set(label, node);
      nodes.push({ label, kind: node === 0 ? 'synthetic' : 'object', name: node === 0 ? '' : label, bytes: node === 0 ? 0 : 8, id: 2 * node + 1, edges: [] });
    }
    return node;
  };
  for (const statement of text.split(/[·\n]/).map((part) => part.trim()).filter(Boolean)) {
    const arrow = /^(\S+) -(?:(\w+)(?: (.*))?-)?> (.*)$/.exec(statement);
    const declaration = /^(\w+):\s*([a-z][a-z ]*?)?\s*(?:"(.*)")?\s*(\d+)?\s*(?:@(\d+))?$/.exec(statement);
    if (arrow) {
      const [, source, kind = 'property', name, targets] = arrow;
      const { edges } = nodes[intern(source!)]!;
      for (const target of targets!.split(',').map((part) => part.trim())) edges.push({ kind: kind as EdgeKind, name: name ?? target, target: intern(target) });
    } else if (declaration) {
      const [, label, kind, name, bytes, id] = declaration;
      const node = nodes[intern(label!)]!;
      if (kind) node.kind = kind as NodeKind;
      if (name !== undefined) node.name = name;
      if (bytes) node.bytes = Number(bytes);
      if (id) node.id = Number(id);
    } else throw new Error(`Not a statement of a drawn heap: ${statement}`);
  }
  adjust(Object.fromEntries(nodes.map((node) => [node.label, node])));
  return {
    nodes,
    graph: graphOf(nodes),
    at(label) {
      const node = byLabel.get(label);
      if (node === undefined) throw new Error(`No node ${label} in the drawing`);
      return node;
    },
  };
}

export function analyzeDrawn(heap: Pick<DrawnHeap, 'graph'>): HeapAnalysis {
  return analyzeBothWays(heap.graph.columns).analysis;
}

/** All rows of a column. */
export function rowsOf(column: NumberColumn): number[] {
  return Array.from(column.slice(0, column.length));
}

/** The columns of drawn nodes; the first is the root. */
export function graphOf(nodes: readonly DrawnNode[]): HeapGraph {
  const texts: string[] = [];
  const stringIndex = (text: string): number => {
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const edges = nodes.flatMap((node) => node.edges);
  const ends = [0];
  for (const node of nodes) ends.push(ends.at(-1)! + node.edges.length);
  const kindOf = (kind: EdgeKind | NodeKind, kinds: readonly string[]): number => {
    if (!kinds.includes(kind)) throw new Error(`No kind ${kind}`);
    return kinds.indexOf(kind);
  };
  const located = nodes.flatMap(({ place }, node) => (place ? [{ node, place }] : []));
  return openHeapGraph({
    nodeCount: nodes.length,
    edgeCount: edges.length,
    rootNode: 0,
    kindByNode: Uint8Array.from(nodes, ({ kind }) => kindOf(kind, NODE_KINDS)),
    nameByNode: Uint32Array.from(nodes, ({ name }) => stringIndex(name)),
    nodeIdByNode: Uint32Array.from(nodes, ({ id }) => id),
    selfBytesByNode: Float64Array.from(nodes, ({ bytes }) => bytes),
    detachednessByNode: nodes.some(({ detachedness }) => detachedness !== undefined) ? Uint8Array.from(nodes, ({ detachedness = 0 }) => detachedness) : null,
    traceNodeIdByNode: null,
    firstEdgeByNode: Uint32Array.from(ends),
    wordByEdge: Uint32Array.from(edges, ({ kind, target }) => edgeWord(target, kindOf(kind, EDGE_KINDS))),
    nameOrIndexByEdge: Uint32Array.from(edges, ({ kind, name }) => (kind === 'element' || kind === 'hidden' ? Number.parseInt(name, 10) || 0 : stringIndex(name))),
    strings: { texts },
    locations: {
      count: located.length,
      nodeByLocation: Uint32Array.from(located, ({ node }) => node),
      scriptIdByLocation: Int32Array.from(located, ({ place }) => place[0]),
      lineByLocation: Int32Array.from(located, ({ place }) => place[1]),
      columnByLocation: Int32Array.from(located, ({ place }) => place[2]),
    },
    extraNativeBytes: 0,
  });
}
