/**
 * Writes a heap down as V8 does: text of a `.heapsnapshot`, in the layout of any version. Knows nothing of the reader.
 * Source: V8, src/profiler/heap-snapshot-generator.cc, HeapSnapshotJSONSerializer; files of Node 16 to 26.
 *
 *   writeSnapshot(drawHeap('root -> a, b · a -> c').nodes, { newlines: 'records' })
 */

/** A node with its edges; targets are places in the list. The nodes of drawHeap() are such. */
export interface WrittenNode {
  readonly kind: string;
  readonly name: string;
  readonly id: number;
  readonly bytes: number;
  readonly detachedness?: number;
  readonly traceNodeId?: number;
  /** scriptId, line, column */
  readonly place?: readonly [number, number, number];
  /** `name` of an element or hidden edge is its number. */
  readonly edges: readonly { readonly kind: string; readonly name: string; readonly target: number }[];
}

/** How records are laid out. Default: Node 24's. */
export interface Layout {
  /** In the file's order; names that V8 does not have are filled with 7. */
  readonly nodeFields?: readonly string[];
  readonly edgeFields?: readonly string[];
  readonly locationFields?: readonly string[];
  readonly nodeTypes?: readonly string[];
  readonly edgeTypes?: readonly string[];
}

export interface SnapshotOptions extends Layout {
  /** `none`: one line (Node 24). `records`: a line feed after each node and edge (up to Node 22). `everywhere`: white space wherever JSON allows it. */
  readonly newlines?: 'none' | 'records' | 'everywhere';
  /** Values that replace or extend those of the header beside `meta`. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Top-level values that replace or extend the others; `undefined` leaves one out. */
  readonly sections?: Readonly<Record<string, unknown>>;
  /** Names of the sections in the order in which they are written. Default: V8's, then the others. */
  readonly order?: readonly string[];
}

/** The node fields of each layout there is. */
export const NODE_FIELDS = {
  upTo22: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  since24: ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
  ancient: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id'],
} as const;

const NODE_TYPES = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic', 'concatenated string', 'sliced string', 'symbol', 'bigint', 'object shape'];
const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];
const DEFAULT_LAYOUT: Required<Layout> = {
  nodeFields: NODE_FIELDS.since24,
  edgeFields: ['type', 'name_or_index', 'to_node'],
  locationFields: ['object_index', 'script_id', 'line', 'column'],
  nodeTypes: NODE_TYPES,
  edgeTypes: EDGE_TYPES,
};
const UNKNOWN_FIELD_VALUE = 7;

/** The file's text; ASCII only, as V8's. */
export function writeSnapshot(nodes: readonly WrittenNode[], options: SnapshotOptions = {}): string {
  const sections = describeSections(nodes, options);
  const keys = [...new Set([...(options.order ?? []), ...Object.keys(sections)])].filter((key) => sections[key] !== undefined);
  const text = `{${keys.map((key) => `${JSON.stringify(key)}:${writeSection(key, sections[key], options)}`).join(',\n')}}\n`;
  return options.newlines === 'everywhere' ? spreadOut(text) : text;
}

/** `meta` of the header: how the sections are to be read. */
export function snapshotMeta(layout: Layout = {}): object {
  const { nodeFields, edgeFields, locationFields, nodeTypes, edgeTypes } = { ...DEFAULT_LAYOUT, ...layout };
  return {
    node_fields: nodeFields,
    node_types: nodeFields.map((field) => (field === 'type' ? nodeTypes : field === 'name' ? 'string' : 'number')),
    edge_fields: edgeFields,
    edge_types: edgeFields.map((field) => (field === 'type' ? edgeTypes : field === 'to_node' ? 'node' : 'string_or_number')),
    trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
    trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
    sample_fields: ['timestamp_us', 'last_assigned_id'],
    location_fields: locationFields,
  };
}

function describeSections(nodes: readonly WrittenNode[], options: SnapshotOptions): Record<string, unknown> {
  const { nodeFields, edgeFields, locationFields, nodeTypes, edgeTypes } = { ...DEFAULT_LAYOUT, ...options };
  const strings: string[] = [];
  const stringIndex = (text: string): number => (strings.includes(text) ? strings.indexOf(text) : strings.push(text) - 1);
  const record = (fields: readonly string[], values: Readonly<Record<string, number>>): number[] => fields.map((field) => values[field] ?? UNKNOWN_FIELD_VALUE);

  const nodeNumbers = nodes.flatMap(({ kind, name, id, bytes, edges, traceNodeId = 0, detachedness = 0 }) =>
    record(nodeFields, { type: nodeTypes.indexOf(kind), name: stringIndex(name), id, self_size: bytes, edge_count: edges.length, trace_node_id: traceNodeId, detachedness }));
  const edgeNumbers = nodes.flatMap(({ edges }) => edges.flatMap(({ kind, name, target }) =>
    record(edgeFields, { type: edgeTypes.indexOf(kind), name_or_index: kind === 'element' || kind === 'hidden' ? Number(name) : stringIndex(name), to_node: target * nodeFields.length })));
  const locations = nodes.flatMap(({ place }, node) =>
    place ? record(locationFields, { object_index: node * nodeFields.length, script_id: place[0], line: place[1], column: place[2] }) : []);
  const header = {
    meta: snapshotMeta(options),
    node_count: nodes.length,
    edge_count: edgeNumbers.length / edgeFields.length,
    trace_function_count: 0,
    ...options.header,
  };
  return { snapshot: header, nodes: nodeNumbers, edges: edgeNumbers, trace_function_infos: [], trace_tree: [], samples: [], locations, strings, ...options.sections };
}

function writeSection(key: string, value: unknown, { newlines = 'none', nodeFields = NODE_FIELDS.since24, edgeFields = ['', '', ''] }: SnapshotOptions): string {
  if (newlines === 'records' && Array.isArray(value) && (key === 'nodes' || key === 'edges')) {
    const fieldCount = key === 'nodes' ? nodeFields.length : edgeFields.length;
    return `[${value.map((number, index) => `${index === 0 ? '' : ','}${number}${index % fieldCount === fieldCount - 1 ? '\n' : ''}`).join('')}]`;
  }
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

/** White space of every kind around each comma, colon and bracket that is not inside a string. */
function spreadOut(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|[[\]{},:]/g, (token) => (token.startsWith('"') ? token : ` \t${token}\r\n `));
}
