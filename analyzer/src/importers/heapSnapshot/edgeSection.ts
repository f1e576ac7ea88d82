/** The `edges` section: records of three numbers into edge columns. Targets are checked and turned from file offsets into ordinals. */
import type { ByteOffset } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import { createColumn, trimmed, withRoom } from '../../base/growableColumn.ts';
import { createMemorySink } from '../../base/memorySink.ts';
import type { NumberSink, ColumnSource, SinkMaker } from '../../base/numberColumn.ts';
import { firstRows, type ReadEdges, type SnapshotKernel } from '../../kernels/snapshotKernel.ts';
import { KIND_SHIFT } from '../../model/edgeWords.ts';
import { EDGE_KIND } from '../../model/kindCodes.ts';
import { createBlockReader } from './blockReader.ts';
import { errorAt, type ByteWindow } from './byteWindow.ts';
import type { Diagnostics } from './diagnostics.ts';
import { BLOCK_RECORDS, type RecordBlock } from './numberRecords.ts';
import type { Section } from './section.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

export interface EdgeColumns {
  readonly edgeCount: number;
  /** Target and kind, see model/edgeWords.ts. */
  readonly wordByEdge: Uint32Array;
  readonly nameOrIndexByEdge: ColumnSource;
  /** Largest string index used as a name, and where it is in the file: checked once the strings are known. */
  readonly maxName: number;
  readonly maxNameOffset: ByteOffset;
}

export interface EdgeSectionOptions {
  readonly layout: SnapshotLayout;
  /** Rows to make room for at once; the section grows beyond it only while the header's count allows. */
  readonly capacity: number;
  readonly diagnostics: Diagnostics;
  readonly cancel: CancelSignal;
  /** Where names go, which no pass needs at random. Null: memory. */
  readonly sink: SinkMaker | null;
  /** Whose memory the window is; null: all goes through JavaScript. */
  readonly kernel: SnapshotKernel | null;
  /** Only a part of the section is read: its beginning, or what goes on from a cut. */
  readonly part?: 'beginning' | 'continued';
}

/** What is stored so far. */
interface EdgeStore {
  words: Uint32Array;
  readonly names: NumberSink;
  /** Those of one block, on their way to the sink. */
  readonly blockNames: Uint32Array;
  count: number;
  maxName: number;
  maxNameOffset: ByteOffset;
}

const MAX_UINT32 = 0xffffffff;

export function createEdgeSection({ layout, capacity, diagnostics, cancel, sink, kernel, part }: EdgeSectionOptions): Section & { columns(): EdgeColumns } {
  const { edgeCount } = layout;
  const edges: EdgeStore = {
    words: createColumn(Uint32Array, capacity),
    names: (sink ?? createMemorySink)(capacity),
    blockNames: new Uint32Array(BLOCK_RECORDS),
    count: 0,
    maxName: -1,
    maxNameOffset: 0,
  };
  const readEdges = kernel && kernel.edges(layout.edge, layout.edgeKindByType, EDGE_KIND, { fieldCount: layout.node.fieldCount, count: layout.nodeCount });
  return {
    read: createBlockReader(layout.edge.fieldCount, cancel, {
      takeUsual: readEdges && ((window, start) => takeUsualEdges(edges, window, { kernel: kernel!, readEdges, start, limit: Math.min(BLOCK_RECORDS, edgeCount - edges.count) })),
      take(block, window) {
        const count = edges.count + block.count;
        if (count > edgeCount) throw errorAt(window, block.starts[edgeCount - edges.count]!, 'wrongCounts', `edge_count is ${edgeCount} but there are more edges`);
        edges.words = withRoom(edges.words, count);
        storeEdges(edges, block, window, layout, diagnostics);
      },
      end(window) {
        if (part === undefined && edges.count !== edgeCount) throw errorAt(window, window.position - 1, 'wrongCounts', `edge_count is ${edgeCount} but there are ${edges.count} edges`);
      },
    }, { isContinued: part === 'continued' }),
    // A part keeps its spare room: the first takes in the others.
    columns: () => ({
      edgeCount: edges.count,
      wordByEdge: part ? edges.words : trimmed(edges.words, edges.count),
      nameOrIndexByEdge: edges.names.finish(),
      maxName: edges.maxName,
      maxNameOffset: edges.maxNameOffset,
    }),
  };
}

/** Lets the kernel read at most `limit` edges; answers how many it took. */
function takeUsualEdges(edges: EdgeStore, window: ByteWindow, { kernel, readEdges, start, limit }: { kernel: SnapshotKernel; readEdges: ReadEdges; start: number; limit: number }): number {
  const { count, next, maxName, maxNameStart } = readEdges(start, limit, edges.maxName);
  if (count === 0) return 0;
  const { rows } = kernel;
  edges.words = withRoom(edges.words, edges.count + count);
  edges.words.set(firstRows(rows.words, count), edges.count);
  edges.names.append(firstRows(rows.names, count));
  edges.count += count;
  if (maxNameStart >= 0) {
    edges.maxName = maxName;
    edges.maxNameOffset = window.baseOffset + maxNameStart;
  }
  window.position = next;
  return count;
}

/** The columns must have room. Errors: malformedInput. */
function storeEdges(edges: EdgeStore, block: RecordBlock, window: ByteWindow, layout: SnapshotLayout, diagnostics: Diagnostics): void {
  const { values, starts, count } = block;
  const { fieldCount, type, nameOrIndex, toNode } = layout.edge;
  const { words, blockNames: names, count: firstEdge } = edges;
  const { edgeKindByType, nodeCount } = layout;
  const nodeFieldCount = layout.node.fieldCount;
  const { element, hidden, unknown } = EDGE_KIND;
  let { maxName } = edges;
  let maxRecord = -1;
  for (let record = 0, at = 0; record < count; record++, at += fieldCount) {
    const fileType = values[at + type]!;
    const kind = fileType >= 0 && fileType < edgeKindByType.length ? edgeKindByType[fileType]! : unknown;
    const name = values[at + nameOrIndex]!;
    const flatIndex = values[at + toNode]!;
    const target = (flatIndex / nodeFieldCount) >>> 0;
    if (target * nodeFieldCount !== flatIndex || target >= nodeCount) {
      throw errorAt(window, starts[record]!, 'malformedInput', `edge ${firstEdge + record} leads to ${flatIndex}, which is not the start of one of ${nodeCount} nodes of ${nodeFieldCount} fields`);
    }
    if (name < 0 || name > MAX_UINT32) throw errorAt(window, starts[record]!, 'malformedInput', `edge ${firstEdge + record} has the name ${name}`);
    if (name > maxName && kind !== element && kind !== hidden) {
      maxName = name;
      maxRecord = record;
    }
    if (kind === unknown) diagnostics.count('unknownEdgeKind', window.baseOffset + starts[record]!);
    words[firstEdge + record] = target | (kind << KIND_SHIFT);
    names[record] = name;
  }
  edges.names.append(names.subarray(0, count));
  edges.count += count;
  if (maxRecord >= 0) {
    edges.maxName = maxName;
    edges.maxNameOffset = window.baseOffset + starts[maxRecord]!;
  }
}
