/** From the `locations` section to the model's table: node ordinals instead of file offsets, sorted by node. */
import { trimmed } from '../../base/growableColumn.ts';
import type { LocationTable } from '../../model/heapGraph.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { RecordColumns } from './recordColumns.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

export const NO_LOCATIONS: LocationTable = { count: 0, nodeByLocation: new Uint32Array(0), scriptIdByLocation: new Int32Array(0), lineByLocation: new Int32Array(0), columnByLocation: new Int32Array(0) };

/** Rows of nodes that don't exist are counted and left out; of several rows of one node the last wins. O(n log n). */
export function toLocationTable(records: RecordColumns, { location: fields, node }: SnapshotLayout, nodeCount: number, diagnostics: Diagnostics): LocationTable {
  const flatIndexes = records.float64(fields.objectIndex);
  const scriptIds = records.int32(fields.scriptId);
  const lines = records.int32(fields.line);
  const columns = records.int32(fields.column);
  const isNode = (flatIndex: number): boolean => Number.isInteger(flatIndex / node.fieldCount) && flatIndex >= 0 && flatIndex / node.fieldCount < nodeCount;

  const order = Uint32Array.from({ length: records.count }, (_, row) => row).filter((row) => isNode(flatIndexes[row]!));
  if (order.length < records.count) diagnostics.count('locationOfMissingNode', 0, records.count - order.length);
  order.sort((a, b) => flatIndexes[a]! - flatIndexes[b]! || a - b);

  const table = { nodeByLocation: new Uint32Array(order.length), scriptIdByLocation: new Int32Array(order.length), lineByLocation: new Int32Array(order.length), columnByLocation: new Int32Array(order.length) };
  let count = 0;
  for (const row of order) {
    const ordinal = flatIndexes[row]! / node.fieldCount;
    if (count > 0 && table.nodeByLocation[count - 1] === ordinal) count--;
    table.nodeByLocation[count] = ordinal;
    table.scriptIdByLocation[count] = scriptIds[row]!;
    table.lineByLocation[count] = lines[row]!;
    table.columnByLocation[count] = columns[row]!;
    count++;
  }
  return {
    count,
    nodeByLocation: trimmed(table.nodeByLocation, count),
    scriptIdByLocation: trimmed(table.scriptIdByLocation, count),
    lineByLocation: trimmed(table.lineByLocation, count),
    columnByLocation: trimmed(table.columnByLocation, count),
  };
}
