/** Writes what is known of a capture into one checked file: the columns as columns, everything else as JSON that names them. */
import type { AnalysisColumns } from '../analysis/heapAnalysis.ts';
import type { HeapColumns, LocationColumns } from '../model/heapGraph.ts';
import { isInMemory, typeOf, type ColumnSource, type TypedColumn } from '../base/numberColumn.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { openColumn } from '../columnFile/pagedColumn.ts';
import { createColumnFile, type ColumnFileWriter } from '../indexFile/columnFileWriter.ts';
import { INDEX_FORMAT } from '../indexFile/openIndexed.ts';

/** Stands in the JSON for a column. */
export interface ColumnName {
  readonly $column: string;
  readonly type: string;
  readonly length: number;
  /** A small table that is used in memory. */
  readonly inMemory: boolean;
}

/** Columns that views read by pages, by their keys. Whatever else is a column is a table that is used in memory. */
const PAGED: ReadonlySet<string> = new Set<keyof HeapColumns | keyof LocationColumns | keyof AnalysisColumns | 'bytes' | 'ends'>([
  'kindByNode', 'nameByNode', 'nodeIdByNode', 'detachednessByNode', 'traceNodeIdByNode', 'firstEdgeByNode', 'wordByEdge', 'nameOrIndexByEdge', 'bytes', 'ends',
  'nodeByLocation', 'scriptIdByLocation', 'lineByLocation', 'columnByLocation', 'shallowBytesByNode', 'classByNode', 'firstRetainerByNode', 'wordByRetainer',
  'distanceByNode', 'retainingLevelByNode', 'dominatorByNode', 'retainedBytesByNode', 'firstDominatedByNode', 'nodeByDominated',
]);
/** Rows copied at once. */
const COPIED_ROWS = 1 << 18;

/** `value`: JSON with columns in it. The file is whole or absent. Errors: diskFull, fileNotWritable, cancelled. */
export function writeIndex(indexPath: string, value: unknown, cancel: CancelSignal): null {
  const writer = createColumnFile(indexPath, INDEX_FORMAT);
  try {
    writer.finish(pack(value, '', writer, { columns: 0 }, cancel));
    return null;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function pack(value: unknown, key: string, writer: ColumnFileWriter, count: { columns: number }, cancel: CancelSignal): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isSource(value)) return packColumn(value, `${count.columns++}`, !PAGED.has(key), writer, cancel);
  if (Array.isArray(value)) return value.map((item) => pack(item, key, writer, count, cancel));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, pack(item, name, writer, count, cancel)]));
}

function isSource(value: object): value is ColumnSource {
  return ArrayBuffer.isView(value) || 'stretches' in value || 'indexPath' in value;
}

function packColumn(source: ColumnSource, name: string, inMemory: boolean, writer: ColumnFileWriter, cancel: CancelSignal): ColumnName {
  const type = isInMemory(source) ? typeOf(source) : source.type;
  const appender = writer.begin(name, type);
  const column = openColumn(source);
  for (let row = 0; row < column.length; row += COPIED_ROWS) {
    cancel.throwIfCancelled();
    (appender.append as (rows: TypedColumn) => void)(column.slice(row, Math.min(column.length, row + COPIED_ROWS)));
  }
  appender.end();
  return { $column: name, type, length: source.length, inMemory };
}
