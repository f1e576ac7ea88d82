/** The `locations` section: records of four or five numbers into the model's table: ordinals instead of file offsets, sorted by node. */
import { CANCEL_CHECK_MASK, type CancelSignal } from '../../base/cancel.ts';
import { createColumn, trimmed, withRoom } from '../../base/growableColumn.ts';
import { sortByUint32 } from '../../base/radixSort.ts';
import type { LocationTable } from '../../model/heapGraph.ts';
import { createBlockReader } from './blockReader.ts';
import type { ByteWindow } from './byteWindow.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { RecordBlock } from './numberRecords.ts';
import type { Section } from './section.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

export const NO_LOCATIONS: LocationTable = { count: 0, nodeByLocation: new Uint32Array(0), scriptIdByLocation: new Int32Array(0), lineByLocation: new Int32Array(0), columnByLocation: new Int32Array(0) };

type LocationFields = NonNullable<SnapshotLayout['location']>;

export interface LocationSectionOptions {
  readonly layout: SnapshotLayout;
  readonly fields: LocationFields;
  /** Rows to make room for at once. */
  readonly capacity: number;
  readonly diagnostics: Diagnostics;
  readonly cancel: CancelSignal;
}

/** Rows in the file's order, which is none. */
interface LocationStore {
  nodes: Uint32Array;
  scriptIds: Int32Array;
  lines: Int32Array;
  columns: Int32Array;
  count: number;
}

/** Rows of nodes that don't exist are counted and left out; of several rows of one node the last wins, as in DevTools. */
export function createLocationSection({ layout, fields, capacity, diagnostics, cancel }: LocationSectionOptions): Section & { table(): LocationTable } {
  const rows: LocationStore = {
    nodes: createColumn(Uint32Array, capacity),
    scriptIds: createColumn(Int32Array, capacity),
    lines: createColumn(Int32Array, capacity),
    columns: createColumn(Int32Array, capacity),
    count: 0,
  };
  return {
    read: createBlockReader(fields.fieldCount, cancel, {
      take(block, window) {
        const count = rows.count + block.count;
        rows.nodes = withRoom(rows.nodes, count);
        rows.scriptIds = withRoom(rows.scriptIds, count);
        rows.lines = withRoom(rows.lines, count);
        rows.columns = withRoom(rows.columns, count);
        storeLocations(rows, block, window, { layout, fields, diagnostics });
      },
    }),
    table: () => sortedTable(rows, cancel),
  };
}

function storeLocations(rows: LocationStore, block: RecordBlock, window: ByteWindow, { layout, fields, diagnostics }: Omit<LocationSectionOptions, 'cancel' | 'capacity'>): void {
  const { values, starts, count } = block;
  const { fieldCount, objectIndex, scriptId, line, column } = fields;
  const { nodes, scriptIds, lines, columns } = rows;
  const { nodeCount } = layout;
  const nodeFieldCount = layout.node.fieldCount;
  let row = rows.count;
  for (let record = 0, at = 0; record < count; record++, at += fieldCount) {
    const flatIndex = values[at + objectIndex]!;
    const node = (flatIndex / nodeFieldCount) >>> 0;
    if (node * nodeFieldCount !== flatIndex || node >= nodeCount) {
      diagnostics.count('locationOfMissingNode', window.baseOffset + starts[record]!);
      continue;
    }
    nodes[row] = node;
    scriptIds[row] = values[at + scriptId]!;
    lines[row] = values[at + line]!;
    columns[row] = values[at + column]!;
    row++;
  }
  rows.count = row;
}

/** O(rows); 24 bytes a row extra. */
function sortedTable({ nodes, scriptIds, lines, columns, count }: LocationStore, cancel: CancelSignal): LocationTable {
  const unsorted = createColumn(Uint32Array, count);
  for (let row = 0; row < count; row++) unsorted[row] = row;
  const order = sortByUint32(unsorted, nodes);
  const table = {
    nodeByLocation: createColumn(Uint32Array, count),
    scriptIdByLocation: createColumn(Int32Array, count),
    lineByLocation: createColumn(Int32Array, count),
    columnByLocation: createColumn(Int32Array, count),
  };
  let written = 0;
  for (let place = 0; place < count; place++) {
    if ((place & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const row = order[place]!;
    const node = nodes[row]!;
    if (written > 0 && table.nodeByLocation[written - 1] === node) written--;
    table.nodeByLocation[written] = node;
    table.scriptIdByLocation[written] = scriptIds[row]!;
    table.lineByLocation[written] = lines[row]!;
    table.columnByLocation[written] = columns[row]!;
    written++;
  }
  return {
    count: written,
    nodeByLocation: trimmed(table.nodeByLocation, written),
    scriptIdByLocation: trimmed(table.scriptIdByLocation, written),
    lineByLocation: trimmed(table.lineByLocation, written),
    columnByLocation: trimmed(table.columnByLocation, written),
  };
}
