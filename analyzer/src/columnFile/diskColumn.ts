/** A column's rows at a place in a file that has no name: all of them, or an error. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset } from '../../protocol/units.ts';
import type { TypedColumn } from '../base/numberColumn.ts';
import { readable } from '../base/readable.ts';
import { readFully, writeFully, writing } from '../indexFile/disk.ts';

/** Fills the column from the file. Errors: fileNotReadable. */
export function readColumn(file: number, column: TypedColumn, byteOffset: ByteOffset): void {
  const readBytes = readable('columns on disk', () => readFully(file, column, byteOffset));
  if (readBytes < column.byteLength) throw new HeaplineError('fileNotReadable', `columns on disk end too early: ${readBytes} of ${column.byteLength} bytes`);
}

/** Writes the column into the file. Errors: diskFull, fileNotWritable. */
export function writeColumn(file: number, column: TypedColumn, byteOffset: ByteOffset): void {
  writing('columns', () => writeFully(file, column, byteOffset));
}
