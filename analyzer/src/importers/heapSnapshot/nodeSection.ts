/** The `nodes` section: records of 6 or 7 numbers into node columns. */
import { NODE_KINDS } from '../../../protocol/kinds.ts';
import type { ByteOffset } from '../../../protocol/units.ts';
import { trimmed, withRoom } from '../../base/growableColumn.ts';
import { type CancelSignal } from '../../base/cancel.ts';
import type { Diagnostics } from './diagnostics.ts';
import { errorAt, expect, OPEN_BRACKET, type ByteWindow } from './byteWindow.ts';
import { createRecordBlock, readRecords, type RecordBlock } from './numberRecords.ts';
import type { Section } from './section.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

export interface NodeColumns {
  readonly nodeCount: number;
  readonly kindByNode: Uint8Array;
  readonly nameByNode: Uint32Array;
  readonly nodeIdByNode: Uint32Array;
  readonly selfBytesByNode: Float64Array;
  readonly edgeCountByNode: Uint32Array;
  readonly traceNodeIdByNode: Uint32Array | null;
  readonly detachednessByNode: Uint8Array | null;
  /** Largest string index used as a name, and where it is in the file: checked once the strings are known. */
  readonly maxName: number;
  readonly maxNameOffset: ByteOffset;
}

const MAX_UINT32 = 0xffffffff;

/** `capacity`: rows to make room for at once; the section grows beyond it only while the header's count allows. */
export function createNodeSection(layout: SnapshotLayout, capacity: number, diagnostics: Diagnostics, cancel: CancelSignal): Section & { columns(): NodeColumns } {
  const { node: fields, nodeKindByType, nodeCount } = layout;
  const unknownKind = NODE_KINDS.indexOf('unknown');
  let kinds = new Uint8Array(capacity);
  let names = new Uint32Array(capacity);
  let ids = new Uint32Array(capacity);
  let selfBytes = new Float64Array(capacity);
  let edgeCounts = new Uint32Array(capacity);
  let traceIds = fields.traceNodeId < 0 ? null : new Uint32Array(capacity);
  let detachedness = fields.detachedness < 0 ? null : new Uint8Array(capacity);
  let count = 0;
  let maxName = -1;
  let maxNameOffset: ByteOffset = 0;
  let opened = false;
  const block = createRecordBlock(fields.fieldCount);

  const grow = (length: number): void => {
    kinds = withRoom(kinds, length, (n) => new Uint8Array(n));
    names = withRoom(names, length, (n) => new Uint32Array(n));
    ids = withRoom(ids, length, (n) => new Uint32Array(n));
    selfBytes = withRoom(selfBytes, length, (n) => new Float64Array(n));
    edgeCounts = withRoom(edgeCounts, length, (n) => new Uint32Array(n));
    traceIds = traceIds && withRoom(traceIds, length, (n) => new Uint32Array(n));
    detachedness = detachedness && withRoom(detachedness, length, (n) => new Uint8Array(n));
  };

  const store = ({ values, starts, count: records }: RecordBlock, window: ByteWindow): void => {
    const { fieldCount, type, name, id, selfSize, edgeCount, traceNodeId, detachedness: detached } = fields;
    for (let record = 0, at = 0; record < records; record++, at += fieldCount) {
      const node = count + record;
      const fileType = values[at + type]!;
      const kind = nodeKindByType[fileType];
      if (kind === undefined || kind === unknownKind) diagnostics.count('unknownNodeKind', window.baseOffset + starts[record]!);
      kinds[node] = kind ?? unknownKind;
      const nameIndex = values[at + name]!;
      if (nameIndex > maxName) {
        maxName = nameIndex;
        maxNameOffset = window.baseOffset + starts[record]!;
      }
      names[node] = nameIndex;
      ids[node] = values[at + id]!;
      selfBytes[node] = values[at + selfSize]!;
      edgeCounts[node] = values[at + edgeCount]!;
      if (traceIds) traceIds[node] = values[at + traceNodeId]!;
      if (detachedness) detachedness[node] = values[at + detached]!;
      if (values[at + id]! > MAX_UINT32 || values[at + edgeCount]! > MAX_UINT32 || nameIndex < 0 || values[at + id]! < 0 || values[at + selfSize]! < 0 || values[at + edgeCount]! < 0) {
        throw errorAt(window, starts[record]!, 'malformedInput', `node ${node} has a number out of range`);
      }
    }
    count += records;
  };

  return {
    read(window) {
      if (!opened) {
        if (!expect(window, OPEN_BRACKET)) return false;
        opened = true;
      }
      for (;;) {
        cancel.throwIfCancelled();
        readRecords(window, block);
        if (count + block.count > nodeCount) throw errorAt(window, block.starts[nodeCount - count]!, 'wrongCounts', `node_count is ${nodeCount} but there are more nodes`);
        grow(count + block.count);
        if (block.count > 0) store(block, window);
        if (block.ended) {
          if (count !== nodeCount) throw errorAt(window, window.position - 1, 'wrongCounts', `node_count is ${nodeCount} but there are ${count} nodes`);
          return true;
        }
        if (block.count === 0) return false;
      }
    },
    columns: () => ({
      nodeCount: count,
      kindByNode: trimmed(kinds, count),
      nameByNode: trimmed(names, count),
      nodeIdByNode: trimmed(ids, count),
      selfBytesByNode: trimmed(selfBytes, count),
      edgeCountByNode: trimmed(edgeCounts, count),
      traceNodeIdByNode: traceIds && trimmed(traceIds, count),
      detachednessByNode: detachedness && trimmed(detachedness, count),
      maxName,
      maxNameOffset,
    }),
  };
}
