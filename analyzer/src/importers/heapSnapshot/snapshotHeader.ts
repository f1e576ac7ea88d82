/**
 * The `snapshot` object that opens every file: which fields a node, an edge, … has, and how many there are. Positions are
 * always taken from here by name; V8 moved them (Node 24 dropped trace_node_id from nodes) and will again.
 */
import { HeaplineError } from '../../../protocol/errors.ts';
import { MAX_NODES } from '../../model/edgeWords.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../../protocol/kinds.ts';
import type { ByteOffset, Bytes } from '../../../protocol/units.ts';

/** Position of each field in its record; -1 when the file has no such field. */
export interface SnapshotLayout {
  readonly node: { readonly fieldCount: number; readonly type: number; readonly name: number; readonly id: number; readonly selfSize: number; readonly edgeCount: number; readonly traceNodeId: number; readonly detachedness: number };
  readonly edge: { readonly fieldCount: number; readonly type: number; readonly nameOrIndex: number; readonly toNode: number };
  /** Null when a field is missing that makes sense only with the others. */
  readonly location: { readonly fieldCount: number; readonly objectIndex: number; readonly scriptId: number; readonly line: number; readonly column: number } | null;
  readonly traceFunction: { readonly fieldCount: number; readonly name: number; readonly scriptName: number; readonly scriptId: number; readonly line: number; readonly column: number } | null;
  readonly sample: { readonly fieldCount: number; readonly timestampUs: number; readonly lastAssignedId: number } | null;
  /** Fields that this version does not know; they are skipped. */
  readonly unknownFieldCount: number;
  /** File's node type → index into NODE_KINDS. */
  readonly nodeKindByType: Uint8Array;
  /** File's edge type → index into EDGE_KINDS. */
  readonly edgeKindByType: Uint8Array;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly traceFunctionCount: number;
  /** Ordinal of the root. */
  readonly rootNode: number;
  readonly extraNativeBytes: Bytes;
}

type Json = Record<string, unknown>;
type Fail = (message: string) => never;

/** Seen are 3 to 7 fields a record; a record must also fit a block of the reader. */
const MAX_FIELDS = 64;
/** Rows are numbered by 32 bits, and the last number is kept for "none". */
const MAX_ROWS = 0xfffffffe;

const KNOWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  location_fields: ['object_index', 'script_id', 'line', 'column', 'script_object_index'],
  trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
  sample_fields: ['timestamp_us', 'last_assigned_id'],
};

/** Reads the header. Errors: malformedInput (not JSON), unsupportedVersion (a field that we need is missing), emptyHeap. */
export function parseSnapshotHeader(text: string, byteOffset: ByteOffset): SnapshotLayout {
  const fail: Fail = (message) => {
    throw new HeaplineError('unsupportedVersion', message, { byteOffset });
  };
  const header = parseObject(text, byteOffset);
  const meta = (header['meta'] ?? fail('the header has no meta')) as Json;
  const fields = fieldLists(meta, fail);
  const node = nodeLayout(fields['node_fields']!, fail);
  const edge = edgeLayout(fields['edge_fields']!, fail);
  const nodeCount = rowCount(header, 'node_count', fail);
  if (nodeCount > MAX_NODES) fail(`node_count is ${nodeCount}, more than ${MAX_NODES}`);
  if (nodeCount === 0) throw new HeaplineError('emptyHeap', 'node_count is 0', { byteOffset });
  const rootIndex = header['root_index'] ?? 0;
  const rootNode = typeof rootIndex === 'number' ? rootIndex / node.fieldCount : -1;
  if (!Number.isInteger(rootNode) || rootNode < 0 || rootNode >= nodeCount) fail(`root_index is ${JSON.stringify(rootIndex)}, which is not the start of one of ${nodeCount} nodes of ${node.fieldCount} fields`);
  return {
    node,
    edge,
    ...recordLayouts(fields),
    unknownFieldCount: Object.entries(fields).reduce((count, [key, names]) => count + names.filter((name) => !KNOWN_FIELDS[key]!.includes(name)).length, 0),
    nodeKindByType: kindTable(typeList(meta['node_types'], node.type) ?? fail('node_types lists no types'), NODE_KINDS),
    edgeKindByType: kindTable(typeList(meta['edge_types'], edge.type) ?? fail('edge_types lists no types'), EDGE_KINDS),
    nodeCount,
    edgeCount: rowCount(header, 'edge_count', fail),
    traceFunctionCount: typeof header['trace_function_count'] === 'number' ? header['trace_function_count'] : 0,
    rootNode,
    extraNativeBytes: bytesOrNone(header['extra_native_bytes']),
  };
}

/** The lists of KNOWN_FIELDS' keys; empty for one that the file lacks. */
function fieldLists(meta: Json, fail: Fail): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.keys(KNOWN_FIELDS).map((key) => {
      const list = Array.isArray(meta[key]) ? (meta[key] as unknown[]).map(String) : [];
      if (list.length > MAX_FIELDS) fail(`${key} lists ${list.length} fields, more than ${MAX_FIELDS}`);
      return [key, list];
    }),
  );
}

function need(names: readonly string[], list: string, name: string, fail: Fail): number {
  const index = names.indexOf(name);
  return index >= 0 ? index : fail(`${list} lacks ${name}, it has ${names.join(', ') || 'nothing'}`);
}

function rowCount(header: Json, key: string, fail: Fail): number {
  const value = header[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return fail(`${key} is ${JSON.stringify(value) ?? 'missing'}, not a count`);
  return value <= MAX_ROWS ? value : fail(`${key} is ${value}, more than ${MAX_ROWS}`);
}

function bytesOrNone(value: unknown): Bytes {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : 0;
}

function nodeLayout(names: readonly string[], fail: Fail): SnapshotLayout['node'] {
  return {
    fieldCount: names.length,
    type: need(names, 'node_fields', 'type', fail),
    name: need(names, 'node_fields', 'name', fail),
    id: need(names, 'node_fields', 'id', fail),
    selfSize: need(names, 'node_fields', 'self_size', fail),
    edgeCount: need(names, 'node_fields', 'edge_count', fail),
    traceNodeId: names.indexOf('trace_node_id'),
    detachedness: names.indexOf('detachedness'),
  };
}

function edgeLayout(names: readonly string[], fail: Fail): SnapshotLayout['edge'] {
  return {
    fieldCount: names.length,
    type: need(names, 'edge_fields', 'type', fail),
    nameOrIndex: need(names, 'edge_fields', 'name_or_index', fail),
    toNode: need(names, 'edge_fields', 'to_node', fail),
  };
}

function recordLayouts(fields: Readonly<Record<string, readonly string[]>>): Pick<SnapshotLayout, 'location' | 'traceFunction' | 'sample'> {
  const location = fields['location_fields']!;
  const traceFunction = fields['trace_function_info_fields']!;
  const sample = fields['sample_fields']!;
  const has = (names: readonly string[], ...wanted: string[]): boolean => wanted.every((name) => names.includes(name));
  return {
    location: has(location, 'object_index', 'script_id', 'line', 'column')
      ? { fieldCount: location.length, objectIndex: location.indexOf('object_index'), scriptId: location.indexOf('script_id'), line: location.indexOf('line'), column: location.indexOf('column') }
      : null,
    traceFunction: has(traceFunction, 'name', 'script_name')
      ? {
          fieldCount: traceFunction.length,
          name: traceFunction.indexOf('name'),
          scriptName: traceFunction.indexOf('script_name'),
          scriptId: traceFunction.indexOf('script_id'),
          line: traceFunction.indexOf('line'),
          column: traceFunction.indexOf('column'),
        }
      : null,
    sample: has(sample, 'timestamp_us', 'last_assigned_id') ? { fieldCount: sample.length, timestampUs: sample.indexOf('timestamp_us'), lastAssignedId: sample.indexOf('last_assigned_id') } : null,
  };
}

function parseObject(text: string, byteOffset: ByteOffset): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch (error) {
    throw new HeaplineError('malformedInput', `the header is not JSON: ${error instanceof Error ? error.message : String(error)}`, { byteOffset, cause: error });
  }
  throw new HeaplineError('malformedInput', 'the header is not an object', { byteOffset });
}

/** The list of type names: by the field's position, or the first list there is (Node 26 left the other entries out). */
function typeList(types: unknown, field: number): string[] | null {
  if (!Array.isArray(types)) return null;
  const list: unknown = Array.isArray(types[field]) ? types[field] : types.find(Array.isArray);
  return Array.isArray(list) ? list.map(String) : null;
}

function kindTable(names: readonly string[], kinds: readonly string[]): Uint8Array {
  const unknown = kinds.indexOf('unknown');
  return Uint8Array.from(names, (name) => {
    const kind = kinds.indexOf(name);
    return kind < 0 ? unknown : kind;
  });
}
