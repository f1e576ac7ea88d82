/** What a snapshot file says, read the simplest way there is: JSON.parse and a loop. The independent answer for tests of the importer. */
import { EDGE_KINDS, NODE_KINDS } from '../../../../analyzer/protocol/kinds.ts';
import { END_MASK, KIND_SHIFT } from '../../../../analyzer/src/model/edgeWords.ts';
import type { Capture } from '../../../../analyzer/src/model/capture.ts';

type Numbers = readonly number[];

interface SnapshotJson {
  snapshot: { meta: Record<string, never[]>; node_count: number; root_index?: number; extra_native_bytes?: number };
  nodes: Numbers;
  edges: Numbers;
  locations?: Numbers;
  samples?: Numbers;
  trace_tree?: TraceTree;
  strings: readonly string[];
}
type TraceTree = readonly (number | TraceTree)[];

/** Everything that a capture holds, in plain values that can be compared. */
export interface CaptureDump {
  rootNode: number;
  extraNativeBytes: number;
  nodeKinds: Numbers;
  nodeNames: Numbers;
  nodeIds: Numbers;
  selfBytes: Numbers;
  detachedness: Numbers | null;
  traceNodeIds: Numbers | null;
  firstEdges: Numbers;
  edgeKinds: Numbers;
  edgeNames: Numbers;
  edgeTargets: Numbers;
  /** [node, scriptId, line, column], ascending. */
  locations: readonly Numbers[];
  strings: readonly string[];
  /** [id, parent's id, function, count, bytes], callers first. */
  traceTree: readonly Numbers[];
  /** [timestampUs, lastAssignedId] */
  samples: readonly Numbers[];
}

export function expectedCapture(text: string): CaptureDump {
  const { snapshot, nodes, edges, locations = [], samples = [], trace_tree: traceTree = [], strings } = JSON.parse(text) as SnapshotJson;
  const fields = (key: string): readonly string[] => snapshot.meta[key] ?? [];
  const column = (numbers: Numbers, names: readonly string[], name: string): Numbers => numbers.filter((_, index) => index % names.length === names.indexOf(name));
  const nodeFields = fields('node_fields');
  const edgeFields = fields('edge_fields');
  const kindsOf = (types: Numbers, key: string, typeField: number, kinds: readonly string[]): Numbers => {
    const names = snapshot.meta[key]![typeField] as readonly string[];
    return types.map((type) => kinds.indexOf(kinds.includes(names[type]!) ? names[type]! : 'unknown'));
  };
  const firstEdges = [0];
  for (const count of column(nodes, nodeFields, 'edge_count')) firstEdges.push(firstEdges.at(-1)! + count);
  const places = new Map<number, Numbers>();
  for (let row = 0; row < locations.length; row += fields('location_fields').length) {
    const value = (name: string): number => locations[row + fields('location_fields').indexOf(name)]!;
    const node = value('object_index') / nodeFields.length;
    if (node < snapshot.node_count) places.set(node, [node, value('script_id'), value('line'), value('column')]);
  }
  const sampleFields = fields('sample_fields');
  const timestamps = column(samples, sampleFields, 'timestamp_us');
  const lastIds = column(samples, sampleFields, 'last_assigned_id');
  return {
    rootNode: (snapshot.root_index ?? 0) / nodeFields.length,
    extraNativeBytes: snapshot.extra_native_bytes ?? 0,
    nodeKinds: kindsOf(column(nodes, nodeFields, 'type'), 'node_types', nodeFields.indexOf('type'), NODE_KINDS),
    nodeNames: column(nodes, nodeFields, 'name'),
    nodeIds: column(nodes, nodeFields, 'id'),
    selfBytes: column(nodes, nodeFields, 'self_size'),
    detachedness: nodeFields.includes('detachedness') ? column(nodes, nodeFields, 'detachedness') : null,
    traceNodeIds: nodeFields.includes('trace_node_id') ? column(nodes, nodeFields, 'trace_node_id') : null,
    firstEdges,
    edgeKinds: kindsOf(column(edges, edgeFields, 'type'), 'edge_types', edgeFields.indexOf('type'), EDGE_KINDS),
    edgeNames: column(edges, edgeFields, 'name_or_index'),
    edgeTargets: column(edges, edgeFields, 'to_node').map((flat) => flat / nodeFields.length),
    locations: [...places.values()].sort((a, b) => a[0]! - b[0]!),
    strings,
    traceTree: flattenTree(traceTree, null),
    samples: timestamps.map((timestampUs, row) => [timestampUs, lastIds[row]!]),
  };
}

/** Depth of a test's tree is small: recursion is fine here. */
function flattenTree(tree: TraceTree, parentId: number | null): Numbers[] {
  const rows: Numbers[] = [];
  for (let at = 0; at < tree.length; at += 5) {
    const [id, traceFunction, count, bytes, children] = tree.slice(at, at + 5) as [number, number, number, number, TraceTree];
    rows.push([id, parentId ?? id, traceFunction, count, bytes], ...flattenTree(children, id));
  }
  return rows;
}

export function dumpCapture({ heap, allocations }: Capture): CaptureDump {
  const { locations, strings } = heap;
  const rows = <Row>(count: number, row: (index: number) => Row): Row[] => Array.from({ length: count }, (_, index) => row(index));
  return {
    rootNode: heap.rootNode,
    extraNativeBytes: heap.extraNativeBytes,
    nodeKinds: [...heap.kindByNode],
    nodeNames: [...heap.nameByNode.slice(0, heap.nodeCount)],
    nodeIds: [...heap.nodeIdByNode.slice(0, heap.nodeCount)],
    selfBytes: [...heap.selfBytesByNode],
    detachedness: heap.detachednessByNode && [...heap.detachednessByNode],
    traceNodeIds: heap.traceNodeIdByNode && [...heap.traceNodeIdByNode],
    firstEdges: [...heap.firstEdgeByNode],
    edgeKinds: rows(heap.edgeCount, (edge) => heap.wordByEdge[edge]! >>> KIND_SHIFT),
    edgeNames: [...heap.nameOrIndexByEdge.slice(0, heap.edgeCount)],
    edgeTargets: rows(heap.edgeCount, (edge) => heap.wordByEdge[edge]! & END_MASK),
    locations: rows(locations.count, (row) => [locations.nodeByLocation[row]!, locations.scriptIdByLocation[row]!, locations.lineByLocation[row]!, locations.columnByLocation[row]!]),
    strings: rows(strings.count, (index) => strings.text(index)),
    traceTree: allocations
      ? rows(allocations.treeNodeCount, (node) => {
          const { traceNodeIdByTreeNode: ids, parentByTreeNode: parents } = allocations;
          return [ids[node]!, ids[parents[node]!]!, allocations.functionByTreeNode[node]!, allocations.allocationCountByTreeNode[node]!, allocations.allocationBytesByTreeNode[node]!];
        })
      : [],
    samples: allocations ? rows(allocations.sampleCount, (row) => [allocations.timestampUsBySample[row]!, allocations.lastAssignedIdBySample[row]!]) : [],
  };
}
