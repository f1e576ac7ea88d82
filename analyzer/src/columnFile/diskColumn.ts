/** A column's rows at a place in a file that has no name: all of them, or an error. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset } from '../../protocol/units.ts';
import type { TypedColumn } from '../base/numberColumn.ts';
import { readable } from '../base/readable.ts';
import { readFully, writeFully, writing } from '../indexFile/disk.ts';

const FILE_IN_WORDS = 'the file of columns';

/** Fills the column from the file. Errors: fileNotReadable. */
export function readColumn(file: number, column: TypedColumn, byteOffset: ByteOffset): void {
  const readBytes = readable(FILE_IN_WORDS, () => readFully(file, column, byteOffset));
  if (readBytes < column.byteLength) throw new HeaplineError('fileNotReadable', `${FILE_IN_WORDS} ends too early: ${readBytes} of ${column.byteLength} bytes`);
}

/** Writes the column into the file. Errors: diskFull, fileNotWritable. */
export function writeColumn(file: number, column: TypedColumn, byteOffset: ByteOffset): void {
  writing(FILE_IN_WORDS, () => writeFully(file, column, byteOffset));
}
