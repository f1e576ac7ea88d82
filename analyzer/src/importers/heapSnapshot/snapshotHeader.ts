/**
 * The `snapshot` object that opens every file: which fields a node, an edge, … has, and how many there are. Positions are
 * always taken from here by name; V8 moved them (Node 24 dropped trace_node_id from nodes) and will again.
 */
import { HeaplineError } from '../../../protocol/errors.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../../protocol/kinds.ts';
import type { ByteOffset, Bytes } from '../../../protocol/units.ts';

/** Position of each field in its record; -1 when the file has no such field. */
export interface SnapshotLayout {
  readonly node: { readonly fieldCount: number; readonly type: number; readonly name: number; readonly id: number; readonly selfSize: number; readonly edgeCount: number; readonly traceNodeId: number; readonly detachedness: number };
  readonly edge: { readonly fieldCount: number; readonly type: number; readonly nameOrIndex: number; readonly toNode: number };
  readonly location: { readonly fieldCount: number; readonly objectIndex: number; readonly scriptId: number; readonly line: number; readonly column: number };
  readonly traceFunction: { readonly fieldCount: number; readonly functionId: number; readonly name: number; readonly scriptName: number; readonly scriptId: number; readonly line: number; readonly column: number };
  readonly sample: { readonly fieldCount: number; readonly timestampUs: number; readonly lastAssignedId: number };
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

/** Reads the header. Errors: malformedInput (not JSON), unsupportedVersion (a field that we need is missing), emptyHeap. */
export function parseSnapshotHeader(text: string, byteOffset: ByteOffset): SnapshotLayout {
  const fail = (message: string): never => {
    throw new HeaplineError('unsupportedVersion', message, { byteOffset });
  };
  const header = parseObject(text, byteOffset);
  const meta = (header['meta'] ?? fail('the header has no meta')) as Json;
  const names = (key: string): string[] => (Array.isArray(meta[key]) ? (meta[key] as unknown[]).map(String) : []);
  const nodeFields = names('node_fields');
  const edgeFields = names('edge_fields');
  const need = (fields: readonly string[], what: string, name: string): number => {
    const index = fields.indexOf(name);
    return index >= 0 ? index : fail(`${what} lacks ${name}, it has ${fields.join(', ') || 'nothing'}`);
  };
  const count = (key: string): number => {
    const value = header[key];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return fail(`${key} is ${JSON.stringify(value) ?? 'missing'}, not a count`);
    return value;
  };
  const node = {
    fieldCount: nodeFields.length,
    type: need(nodeFields, 'node_fields', 'type'),
    name: need(nodeFields, 'node_fields', 'name'),
    id: need(nodeFields, 'node_fields', 'id'),
    selfSize: need(nodeFields, 'node_fields', 'self_size'),
    edgeCount: need(nodeFields, 'node_fields', 'edge_count'),
    traceNodeId: nodeFields.indexOf('trace_node_id'),
    detachedness: nodeFields.indexOf('detachedness'),
  };
  const edge = {
    fieldCount: edgeFields.length,
    type: need(edgeFields, 'edge_fields', 'type'),
    nameOrIndex: need(edgeFields, 'edge_fields', 'name_or_index'),
    toNode: need(edgeFields, 'edge_fields', 'to_node'),
  };
  const nodeCount = count('node_count');
  if (nodeCount === 0) throw new HeaplineError('emptyHeap', 'node_count is 0', { byteOffset });
  const rootIndex = typeof header['root_index'] === 'number' ? header['root_index'] : 0;
  if (rootIndex % node.fieldCount !== 0 || rootIndex / node.fieldCount >= nodeCount) fail(`root_index is ${rootIndex}, which is no node`);
  return {
    node,
    edge,
    ...recordLayouts(names),
    nodeKindByType: kindTable(typeList(meta['node_types'], node.type) ?? fail('node_types lists no types'), NODE_KINDS),
    edgeKindByType: kindTable(typeList(meta['edge_types'], edge.type) ?? fail('edge_types lists no types'), EDGE_KINDS),
    nodeCount,
    edgeCount: count('edge_count'),
    traceFunctionCount: typeof header['trace_function_count'] === 'number' ? header['trace_function_count'] : 0,
    rootNode: rootIndex / node.fieldCount,
    extraNativeBytes: typeof header['extra_native_bytes'] === 'number' ? header['extra_native_bytes'] : 0,
  };
}

function recordLayouts(names: (key: string) => string[]): Pick<SnapshotLayout, 'location' | 'traceFunction' | 'sample'> {
  const location = names('location_fields');
  const traceFunction = names('trace_function_info_fields');
  const sample = names('sample_fields');
  return {
    location: {
      fieldCount: location.length,
      objectIndex: location.indexOf('object_index'),
      scriptId: location.indexOf('script_id'),
      line: location.indexOf('line'),
      column: location.indexOf('column'),
    },
    traceFunction: {
      fieldCount: traceFunction.length,
      functionId: traceFunction.indexOf('function_id'),
      name: traceFunction.indexOf('name'),
      scriptName: traceFunction.indexOf('script_name'),
      scriptId: traceFunction.indexOf('script_id'),
      line: traceFunction.indexOf('line'),
      column: traceFunction.indexOf('column'),
    },
    sample: { fieldCount: sample.length, timestampUs: sample.indexOf('timestamp_us'), lastAssignedId: sample.indexOf('last_assigned_id') },
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
