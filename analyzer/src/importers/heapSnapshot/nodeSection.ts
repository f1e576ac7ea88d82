/** The `nodes` section: records of 6 or 7 numbers into node columns. */
import type { ByteOffset } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import type { BytesColumn } from '../../base/bytesColumn.ts';
import { createColumn, trimmed, withRoom } from '../../base/growableColumn.ts';
import { createMemorySink } from '../../base/memorySink.ts';
import type { NumberSink, ColumnSource, SinkMaker } from '../../base/numberColumn.ts';
import { firstRows, type ReadNodes, type SnapshotKernel } from '../../kernels/snapshotKernel.ts';
import { NODE_KIND } from '../../model/kindCodes.ts';
import { createBlockReader } from './blockReader.ts';
import { errorAt, type ByteWindow } from './byteWindow.ts';
import type { Diagnostics } from './diagnostics.ts';
import { BLOCK_RECORDS, type RecordBlock } from './numberRecords.ts';
import type { Section } from './section.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

export interface NodeColumns {
  readonly nodeCount: number;
  readonly kindByNode: Uint8Array;
  readonly nameByNode: ColumnSource;
  readonly nodeIdByNode: ColumnSource;
  readonly selfBytesByNode: BytesColumn;
  /** Running sums of the nodes' edge counts, whose total was checked. Length nodeCount + 1. */
  readonly firstEdgeByNode: Uint32Array;
  readonly traceNodeIdByNode: Uint32Array | null;
  readonly detachednessByNode: Uint8Array | null;
  /** Largest string index used as a name, and where it is in the file: checked once the strings are known. */
  readonly maxName: number;
  readonly maxNameOffset: ByteOffset;
}

export interface NodeSectionOptions {
  readonly layout: SnapshotLayout;
  /** Rows to make room for at once; the section grows beyond it only while the header's count allows. */
  readonly capacity: number;
  readonly diagnostics: Diagnostics;
  readonly cancel: CancelSignal;
  /** Where names and ids go, which no pass needs at random. Null: memory. */
  readonly sink: SinkMaker | null;
  /** Whose memory the window is; null: all goes through JavaScript. */
  readonly kernel: SnapshotKernel | null;
}

/** What is stored so far. */
interface NodeStore {
  kinds: Uint8Array;
  readonly names: NumberSink;
  readonly ids: NumberSink;
  /** Those of one block, on their way to the sinks. */
  readonly blockNames: Uint32Array;
  readonly blockIds: Uint32Array;
  selfBytes: BytesColumn;
  /** Row n is where node n's edges end; row 0 is 0. */
  firstEdges: Uint32Array;
  traceIds: Uint32Array | null;
  detachedness: Uint8Array | null;
  count: number;
  edgeCount: number;
  maxName: number;
  maxNameOffset: ByteOffset;
}

const MAX_UINT32 = 0xffffffff;
/** V8's Detachedness: 0 unknown, 1 attached, 2 detached. Source: V8, include/v8-profiler.h, EmbedderGraph::Node. */
const MAX_DETACHEDNESS = 2;

export function createNodeSection({ layout, capacity, diagnostics, cancel, sink, kernel }: NodeSectionOptions): Section & { columns(): NodeColumns } {
  const { nodeCount, edgeCount } = layout;
  const nodes = createNodeStore(layout, capacity, sink);
  const readNodes = kernel && kernel.nodes(layout.node, layout.nodeKindByType, NODE_KIND);
  return {
    read: createBlockReader(layout.node.fieldCount, cancel, {
      takeUsual: readNodes && ((window, start) => takeUsualNodes(nodes, window, { kernel: kernel!, readNodes, start, limit: Math.min(BLOCK_RECORDS, nodeCount - nodes.count) })),
      take(block, window) {
        const count = nodes.count + block.count;
        if (count > nodeCount) throw errorAt(window, block.starts[nodeCount - nodes.count]!, 'wrongCounts', `node_count is ${nodeCount} but there are more nodes`);
        makeRoom(nodes, count);
        storeNodes(nodes, block, window, layout, diagnostics);
      },
      end(window) {
        const fail = (message: string): Error => errorAt(window, window.position - 1, 'wrongCounts', message);
        if (nodes.count !== nodeCount) throw fail(`node_count is ${nodeCount} but there are ${nodes.count} nodes`);
        if (nodes.edgeCount !== edgeCount) throw fail(`edge_count is ${edgeCount} but the nodes claim ${nodes.edgeCount} edges`);
      },
    }),
    columns: () => ({
      nodeCount: nodes.count,
      kindByNode: trimmed(nodes.kinds, nodes.count),
      nameByNode: nodes.names.finish(),
      nodeIdByNode: nodes.ids.finish(),
      selfBytesByNode: trimmed(nodes.selfBytes as Uint32Array, nodes.count),
      firstEdgeByNode: trimmed(nodes.firstEdges, nodes.count + 1),
      traceNodeIdByNode: nodes.traceIds && trimmed(nodes.traceIds, nodes.count),
      detachednessByNode: nodes.detachedness && trimmed(nodes.detachedness, nodes.count),
      maxName: nodes.maxName,
      maxNameOffset: nodes.maxNameOffset,
    }),
  };
}

function createNodeStore({ node }: SnapshotLayout, capacity: number, sink: SinkMaker | null): NodeStore {
  return {
    kinds: createColumn(Uint8Array, capacity),
    names: (sink ?? createMemorySink)(capacity),
    ids: (sink ?? createMemorySink)(capacity),
    blockNames: new Uint32Array(BLOCK_RECORDS),
    blockIds: new Uint32Array(BLOCK_RECORDS),
    selfBytes: createColumn(Uint32Array, capacity),
    firstEdges: createColumn(Uint32Array, capacity + 1),
    traceIds: node.traceNodeId < 0 ? null : createColumn(Uint32Array, capacity),
    detachedness: node.detachedness < 0 ? null : createColumn(Uint8Array, capacity),
    count: 0,
    edgeCount: 0,
    maxName: -1,
    maxNameOffset: 0,
  };
}

function makeRoom(nodes: NodeStore, length: number): void {
  nodes.kinds = withRoom(nodes.kinds, length);
  nodes.selfBytes = withRoom(nodes.selfBytes as Uint32Array, length);
  nodes.firstEdges = withRoom(nodes.firstEdges, length + 1);
  nodes.traceIds = nodes.traceIds && withRoom(nodes.traceIds, length);
  nodes.detachedness = nodes.detachedness && withRoom(nodes.detachedness, length);
}

/** Lets the kernel read at most `limit` nodes; answers how many it took. */
function takeUsualNodes(nodes: NodeStore, window: ByteWindow, { kernel, readNodes, start, limit }: { kernel: SnapshotKernel; readNodes: ReadNodes; start: number; limit: number }): number {
  const { count: firstNode } = nodes;
  const { count, next, maxName, maxNameStart, edgeCount, hasTraceIds, hasDetachedness } = readNodes(start, limit, nodes.maxName, nodes.edgeCount);
  if (count === 0) return 0;
  const { rows } = kernel;
  makeRoom(nodes, firstNode + count);
  nodes.kinds.set(firstRows(rows.kinds, count), firstNode);
  nodes.names.append(firstRows(rows.names, count));
  nodes.ids.append(firstRows(rows.ids, count));
  nodes.selfBytes.set(firstRows(rows.selfBytes, count), firstNode);
  nodes.firstEdges.set(firstRows(rows.firstEdges, count), firstNode + 1);
  // Nearly always 0, which the columns are already: memory that is not written to is not taken.
  if (hasTraceIds) nodes.traceIds?.set(firstRows(rows.traceIds, count), firstNode);
  if (hasDetachedness) nodes.detachedness?.set(firstRows(rows.detachedness, count), firstNode);
  nodes.count += count;
  nodes.edgeCount = edgeCount;
  if (maxNameStart >= 0) {
    nodes.maxName = maxName;
    nodes.maxNameOffset = window.baseOffset + maxNameStart;
  }
  window.position = next;
  return count;
}

/** The columns must have room. Errors: malformedInput. */
function storeNodes(nodes: NodeStore, block: RecordBlock, window: ByteWindow, layout: SnapshotLayout, diagnostics: Diagnostics): void {
  const { values, starts, count } = block;
  const { fieldCount, type, name: nameField, id: idField, selfSize, edgeCount: edgeCountField, traceNodeId, detachedness: detachednessField } = layout.node;
  const { kinds, firstEdges, traceIds, detachedness, count: firstNode } = nodes;
  let { selfBytes } = nodes;
  const { nodeKindByType } = layout;
  const { unknown } = NODE_KIND;
  let { maxName, edgeCount } = nodes;
  const { blockNames: names, blockIds: ids } = nodes;
  let maxRecord = -1;
  for (let record = 0, at = 0; record < count; record++, at += fieldCount) {
    const node = firstNode + record;
    const fileType = values[at + type]!;
    const kind = fileType >= 0 && fileType < nodeKindByType.length ? nodeKindByType[fileType]! : unknown;
    const name = values[at + nameField]!;
    const id = values[at + idField]!;
    const bytes = values[at + selfSize]!;
    const edges = values[at + edgeCountField]!;
    if (!(name >= 0 && name <= MAX_UINT32 && id >= 0 && id <= MAX_UINT32 && bytes >= 0 && edges >= 0 && edges <= MAX_UINT32)) {
      throw errorAt(window, starts[record]!, 'malformedInput', `node ${node} has a number out of range: name ${name}, id ${id}, self_size ${bytes}, edge_count ${edges}`);
    }
    if (name > maxName) {
      maxName = name;
      maxRecord = record;
    }
    if (kind === unknown) diagnostics.count('unknownNodeKind', window.baseOffset + starts[record]!);
    kinds[node] = kind;
    names[record] = name;
    ids[record] = id;
    // One buffer can pass 4 GiB; heaps without such a one stay at half the memory.
    if (bytes > MAX_UINT32 && selfBytes instanceof Uint32Array) selfBytes = nodes.selfBytes = Float64Array.from(selfBytes);
    selfBytes[node] = bytes;
    edgeCount += edges;
    firstEdges[node + 1] = edgeCount;
    // Nearly always 0, which the columns are already: memory that is not written to is not taken.
    if (traceIds && values[at + traceNodeId] !== 0) traceIds[node] = values[at + traceNodeId]!;
    if (detachedness) {
      const state = values[at + detachednessField]!;
      if (state > 0 && state <= MAX_DETACHEDNESS) detachedness[node] = state;
    }
  }
  nodes.names.append(names.subarray(0, count));
  nodes.ids.append(ids.subarray(0, count));
  nodes.count += count;
  nodes.edgeCount = edgeCount;
  if (maxRecord >= 0) {
    nodes.maxName = maxName;
    nodes.maxNameOffset = window.baseOffset + starts[maxRecord]!;
  }
}
