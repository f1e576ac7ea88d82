/** The `locations` section: records of four or five numbers into the model's table: ordinals instead of file offsets, sorted by node. */
import { CANCEL_CHECK_MASK, type CancelSignal } from '../../base/cancel.ts';
import { createBitset, setBit } from '../../base/bitset.ts';
import { createColumn, withRoom } from '../../base/growableColumn.ts';
import { firstRows, type ReadLocations, type SnapshotKernel } from '../../kernels/snapshotKernel.ts';
import type { LocationTable } from '../../model/heapGraph.ts';
import { createBlockReader } from './blockReader.ts';
import type { ByteWindow } from './byteWindow.ts';
import type { Diagnostics } from './diagnostics.ts';
import { BLOCK_RECORDS, type RecordBlock } from './numberRecords.ts';
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
  /** Whose memory the window is; null: all goes through JavaScript. */
  readonly kernel: SnapshotKernel | null;
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
export function createLocationSection({ layout, fields, capacity, diagnostics, cancel, kernel }: LocationSectionOptions): Section & { table(): LocationTable } {
  const rows: LocationStore = {
    nodes: createColumn(Uint32Array, capacity),
    scriptIds: createColumn(Int32Array, capacity),
    lines: createColumn(Int32Array, capacity),
    columns: createColumn(Int32Array, capacity),
    count: 0,
  };
  const readLocations = kernel && kernel.locations(fields, { fieldCount: layout.node.fieldCount, count: layout.nodeCount });
  return {
    read: createBlockReader(fields.fieldCount, cancel, {
      takeUsual: readLocations && ((window, start) => takeUsualLocations(rows, window, kernel!, readLocations, start)),
      take(block, window) {
        makeRoom(rows, rows.count + block.count);
        storeLocations(rows, block, window, { layout, fields, diagnostics });
      },
    }),
    table: () => sortedTable(rows, layout.nodeCount, cancel),
  };
}

function makeRoom(rows: LocationStore, length: number): void {
  rows.nodes = withRoom(rows.nodes, length);
  rows.scriptIds = withRoom(rows.scriptIds, length);
  rows.lines = withRoom(rows.lines, length);
  rows.columns = withRoom(rows.columns, length);
}

/** Lets the kernel read a block; answers how many locations it took. */
function takeUsualLocations(locations: LocationStore, window: ByteWindow, { rows }: SnapshotKernel, read: ReadLocations, start: number): number {
  const { count: before } = locations;
  const { count, next } = read(start, BLOCK_RECORDS);
  if (count === 0) return 0;
  makeRoom(locations, before + count);
  locations.nodes.set(firstRows(rows.nodes, count), before);
  locations.scriptIds.set(firstRows(rows.scriptIds, count), before);
  locations.lines.set(firstRows(rows.lines, count), before);
  locations.columns.set(firstRows(rows.columns, count), before);
  locations.count += count;
  window.position = next;
  return count;
}

/** The columns must have room. */
function storeLocations(rows: LocationStore, block: RecordBlock, window: ByteWindow, { layout, fields, diagnostics }: Omit<LocationSectionOptions, 'cancel' | 'capacity' | 'kernel'>): void {
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

/**
 * Rows by node. A location's place is the number of nodes before its own that have one, so nothing is sorted. O(rows + nodes / 32); a quarter
 * of a byte a node extra.
 */
function sortedTable({ nodes, scriptIds, lines, columns, count: rowCount }: LocationStore, nodeCount: number, cancel: CancelSignal): LocationTable {
  const located = createBitset(nodeCount);
  for (let row = 0; row < rowCount; row++) setBit(located, nodes[row]!);
  const firstPlaces = createColumn(Uint32Array, located.length);
  let count = 0;
  for (let word = 0; word < located.length; word++) {
    firstPlaces[word] = count;
    count += bitCount(located[word]!);
  }
  const table = {
    nodeByLocation: createColumn(Uint32Array, count),
    scriptIdByLocation: createColumn(Int32Array, count),
    lineByLocation: createColumn(Int32Array, count),
    columnByLocation: createColumn(Int32Array, count),
  };
  const { nodeByLocation, scriptIdByLocation, lineByLocation, columnByLocation } = table;
  for (let row = 0; row < rowCount; row++) {
    if ((row & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    const node = nodes[row]!;
    const word = node >>> 5;
    const place = firstPlaces[word]! + bitCount(located[word]! & ((1 << (node & 31)) - 1));
    nodeByLocation[place] = node;
    scriptIdByLocation[place] = scriptIds[row]!;
    lineByLocation[place] = lines[row]!;
    columnByLocation[place] = columns[row]!;
  }
  return { count, ...table };
}

/** Bits of a word that are set. Source: H. S. Warren, "Hacker's Delight", 5-1. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
