/**
 * A random heap as a snapshot file: every kind of node and edge, the names that DevTools treats in a special way, orphans, islands,
 * WeakMap entries, detached natives. No program makes such a heap; every rule that could be got wrong has work to do in it.
 */
import { writeFileSync } from 'node:fs';
import { EDGE_KINDS, NODE_KINDS } from '../../analyzer/protocol/kinds.ts';
import { snapshotMeta } from '../helpers/snapshotWriter.ts';

export interface RandomSnapshotOptions {
  readonly seed: number;
  readonly nodeCount: number;
  /** Whether an object's class is named `Function`, as that of all closures: DevTools loses one of the two rows. */
  readonly clash: boolean;
}

const NODE_TYPES = NODE_KINDS.filter((kind) => kind !== 'unknown');
const EDGE_TYPES = EDGE_KINDS.filter((kind) => kind !== 'unknown');
const NAMES = [
  'Object', 'Object', 'Object', 'Array', 'Session', 'Map', 'system / ExternalStringData', 'system / JSArrayBufferData', 'system / NativeContext', '(map descriptors)',
  '<div id="a">', '<div id="b">', '<p>', 'Detached <i class="x">', 'Node / Binding', '', 'snow ☃', 'lone \ud83d', 'quote " and \\',
];
const PROPERTIES = ['id', 'payload', 'name', 'a,b', '__proto__', 'elements', 'first', 'second', 'sloppy_function_map', '7', 'x'.repeat(60), 'y'.repeat(60)];

/** Writes the file. The same options write the same bytes. */
export function writeRandomSnapshot(path: string, { seed, nodeCount, clash }: RandomSnapshotOptions): void {
  let state = seed;
  // Numerical Recipes' linear congruential generator; the upper bits are the random ones.
  const below = (limit: number): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % limit;
  const strings: string[] = ['<dummy>', ...new Set([...NAMES, ...PROPERTIES, '(Document DOM trees)', '(GC roots)', 'global', 'Function'])];
  const text = (value: string): number => {
    const known = strings.indexOf(value);
    return known >= 0 ? known : strings.push(value) - 1;
  };
  const records = Array.from({ length: nodeCount }, (_, node) => {
    if (node < 4) return { type: NODE_TYPES.indexOf(node === 3 ? 'object' : 'synthetic'), name: text(['', '(GC roots)', '(Document DOM trees)', 'global'][node]!), bytes: 0, detachedness: 0 };
    // Natives are as many as the rest, so that states have somewhere to go.
    const type = below(4) === 0 ? NODE_TYPES.indexOf('native') : below(NODE_TYPES.length);
    const name = clash && below(500) === 0 ? 'Function' : NAMES[below(NAMES.length)]!;
    return { type, name: text(name), bytes: below(5) * 8, detachedness: below(20) === 0 ? 1 + below(2) : 0 };
  });
  const edges: number[][] = records.map(() => []);
  const connect = (source: number, type: (typeof EDGE_TYPES)[number], name: string | number, target: number): void => {
    edges[source]!.push(EDGE_TYPES.indexOf(type), typeof name === 'number' ? name : text(name), target);
  };
  connect(0, 'element', 1, 1);
  connect(0, 'element', 2, 2);
  connect(0, 'shortcut', 'global', 3);
  for (let edge = 0; edge < 1.6 * nodeCount; edge++) {
    const source = 1 + below(nodeCount - 1);
    const type = EDGE_TYPES[below(EDGE_TYPES.length)]!;
    connect(source, type, type === 'element' || type === 'hidden' ? below(12) : PROPERTIES[below(PROPERTIES.length)]!, below(nodeCount));
  }
  for (let entry = 0; entry < nodeCount / 50; entry++) {
    const [table, key, value] = [1 + below(nodeCount - 1), 1 + below(nodeCount - 1), below(nodeCount)];
    const pair = ` / part of key (K @${2 * key + 1}) -> value (V @${2 * value + 1}) pair in WeakMap (table @${2 * table + 1})`;
    connect(table, 'internal', `${2 * entry + 1}${pair}`, value);
    connect(key, 'internal', `${2 * entry + 2}${pair}`, value);
  }
  const locations = records.flatMap(({ type }, node) => (type === NODE_TYPES.indexOf('object') && below(4) === 0 ? [node * 6, 1 + below(3), below(5), below(2)] : []));
  const snapshot = {
    snapshot: {
      meta: snapshotMeta({ nodeTypes: NODE_TYPES, edgeTypes: EDGE_TYPES }),
      node_count: nodeCount,
      edge_count: edges.reduce((count, list) => count + list.length / 3, 0),
      trace_function_count: 0,
      extra_native_bytes: 4096,
    },
    nodes: records.flatMap(({ type, name, bytes, detachedness }, node) => [type, name, 2 * node + 1, bytes, edges[node]!.length / 3, detachedness]),
    edges: edges.flatMap((list) => list.map((value, field) => (field % 3 === 2 ? value * 6 : value))),
    trace_function_infos: [],
    trace_tree: [],
    samples: [],
    locations,
    strings,
  };
  writeFileSync(path, JSON.stringify(snapshot));
}
