/** The `edges` section: records of three numbers into edge columns. Targets are checked and turned from file offsets into ordinals. */
import { EDGE_KINDS } from '../../../protocol/kinds.ts';
import type { ByteOffset } from '../../../protocol/units.ts';
import { trimmed, withRoom } from '../../base/growableColumn.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import { errorAt, expect, OPEN_BRACKET, type ByteWindow } from './byteWindow.ts';
import type { Diagnostics } from './diagnostics.ts';
import { createRecordBlock, readRecords, type RecordBlock } from './numberRecords.ts';
import type { Section } from './section.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

export interface EdgeColumns {
  readonly edgeCount: number;
  readonly kindByEdge: Uint8Array;
  readonly nameOrIndexByEdge: Uint32Array;
  readonly targetByEdge: Uint32Array;
  /** Largest string index used as a name, and where it is in the file: checked once the strings are known. */
  readonly maxName: number;
  readonly maxNameOffset: ByteOffset;
}

/** `capacity`: as for nodes. */
export function createEdgeSection(layout: SnapshotLayout, capacity: number, diagnostics: Diagnostics, cancel: CancelSignal): Section & { columns(): EdgeColumns } {
  const { edge: fields, edgeKindByType, edgeCount, nodeCount } = layout;
  const nodeFieldCount = layout.node.fieldCount;
  const unknownKind = EDGE_KINDS.indexOf('unknown');
  const element = EDGE_KINDS.indexOf('element');
  const hidden = EDGE_KINDS.indexOf('hidden');
  let kinds = new Uint8Array(capacity);
  let names = new Uint32Array(capacity);
  let targets = new Uint32Array(capacity);
  let count = 0;
  let maxName = -1;
  let maxNameOffset: ByteOffset = 0;
  let opened = false;
  const block = createRecordBlock(fields.fieldCount);

  const store = ({ values, starts, count: records }: RecordBlock, window: ByteWindow): void => {
    const { fieldCount, type, nameOrIndex, toNode } = fields;
    for (let record = 0, at = 0; record < records; record++, at += fieldCount) {
      const edge = count + record;
      const kind = edgeKindByType[values[at + type]!] ?? unknownKind;
      if (kind === unknownKind) diagnostics.count('unknownEdgeKind', window.baseOffset + starts[record]!);
      kinds[edge] = kind;
      const name = values[at + nameOrIndex]!;
      if (kind !== element && kind !== hidden && name > maxName) {
        maxName = name;
        maxNameOffset = window.baseOffset + starts[record]!;
      }
      names[edge] = name;
      const flatIndex = values[at + toNode]!;
      const target = flatIndex / nodeFieldCount;
      if (target >>> 0 !== target || target >= nodeCount) {
        throw errorAt(window, starts[record]!, 'malformedInput', `edge ${edge} leads to ${flatIndex}, which is not the start of one of ${nodeCount} nodes of ${nodeFieldCount} fields`);
      }
      if (name < 0) throw errorAt(window, starts[record]!, 'malformedInput', `edge ${edge} has the name ${name}`);
      targets[edge] = target;
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
        if (count + block.count > edgeCount) throw errorAt(window, block.starts[edgeCount - count]!, 'wrongCounts', `edge_count is ${edgeCount} but there are more edges`);
        kinds = withRoom(kinds, count + block.count, (n) => new Uint8Array(n));
        names = withRoom(names, count + block.count, (n) => new Uint32Array(n));
        targets = withRoom(targets, count + block.count, (n) => new Uint32Array(n));
        if (block.count > 0) store(block, window);
        if (block.ended) {
          if (count !== edgeCount) throw errorAt(window, window.position - 1, 'wrongCounts', `edge_count is ${edgeCount} but there are ${count} edges`);
          return true;
        }
        if (block.count === 0) return false;
      }
    },
    columns: () => ({ edgeCount: count, kindByEdge: trimmed(kinds, count), nameOrIndexByEdge: trimmed(names, count), targetByEdge: trimmed(targets, count), maxName, maxNameOffset }),
  };
}
