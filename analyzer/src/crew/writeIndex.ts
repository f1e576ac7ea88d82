/** Writes what is known of a capture into one checked file: the columns as columns, everything else as JSON that names them. */
import { isInMemory, type ColumnSource, type TypedColumn } from '../base/numberColumn.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { openColumn } from '../columnFile/pagedColumn.ts';
import { createColumnFile, type ColumnFileWriter } from '../indexFile/columnFileWriter.ts';
import { typeOf } from '../indexFile/columnTypes.ts';
import { INDEX_FORMAT } from '../indexFile/openIndexed.ts';

/** Stands in the JSON for a column. */
export interface ColumnName {
  readonly $column: string;
  readonly type: string;
  readonly length: number;
  /** It was in memory, and wants to be again. */
  readonly inMemory: boolean;
}

/** Rows copied at once. */
const COPIED_ROWS = 1 << 18;

/** `value`: JSON with columns in it. The file is whole or absent. Errors: diskFull, fileNotWritable, cancelled. */
export function writeIndex(indexPath: string, value: unknown, cancel: CancelSignal): null {
  const writer = createColumnFile(indexPath, INDEX_FORMAT);
  try {
    writer.finish(pack(value, writer, { columns: 0 }, cancel));
    return null;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function pack(value: unknown, writer: ColumnFileWriter, count: { columns: number }, cancel: CancelSignal): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isSource(value)) return packColumn(value, `${count.columns++}`, writer, cancel);
  if (Array.isArray(value)) return value.map((item) => pack(item, writer, count, cancel));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item, writer, count, cancel)]));
}

function isSource(value: object): value is ColumnSource {
  return ArrayBuffer.isView(value) || 'stretches' in value || 'indexPath' in value;
}

function packColumn(source: ColumnSource, name: string, writer: ColumnFileWriter, cancel: CancelSignal): ColumnName {
  const type = isInMemory(source) ? typeOf(source) : source.type;
  const appender = writer.begin(name, type);
  const column = openColumn(source);
  for (let row = 0; row < column.length; row += COPIED_ROWS) {
    cancel.throwIfCancelled();
    (appender.append as (rows: TypedColumn) => void)(column.slice(row, Math.min(column.length, row + COPIED_ROWS)));
  }
  appender.end();
  return { $column: name, type, length: source.length, inMemory: isInMemory(source) };
}
