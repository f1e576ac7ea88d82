/** Whole reads and writes of columns at places in a file, and the disk's refusals to write as errors of ours. */
import { fstatSync, readSync, statSync, writeSync, type BigIntStats } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import type { TypedColumn } from '../base/numberColumn.ts';

/** The operating systems take less than 2 GiB a call. */
const MAX_CALL_BYTES = 1 << 30;
const FULL = ['ENOSPC', 'EDQUOT'];

/** Writes the column's bytes: one call writes less when it likes. Errors: those of the operating system, for `writing`. */
export function writeFully(file: number, column: TypedColumn, byteOffset: ByteOffset): void {
  for (let done = 0; done < column.byteLength; ) {
    const piece = pieceOf(column, done);
    const count = writeSync(file, piece, 0, piece.length, byteOffset + done);
    if (count === 0) throw new Error('nothing was written');
    done += count;
  }
}

/** Fills the column as far as the file reaches; returns how many bytes that were. Errors: those of the operating system, for `readable`. */
export function readFully(file: number, column: TypedColumn, byteOffset: ByteOffset): Bytes {
  let done = 0;
  while (done < column.byteLength) {
    const piece = pieceOf(column, done);
    const count = readSync(file, piece, 0, piece.length, byteOffset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** What comes next, as much as one call may take; no list of bytes can have more than 4 GiB anyway. */
function pieceOf(column: TypedColumn, done: Bytes): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset + done, Math.min(column.byteLength - done, MAX_CALL_BYTES));
}

/** What `write` returns. Errors: diskFull, fileNotWritable. */
export function writing<Result>(path: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (error instanceof HeaplineError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (FULL.includes(code ?? '')) throw new HeaplineError('diskFull', `the disk is full: ${path} cannot be written (${code})`, { cause: error });
    throw new HeaplineError('fileNotWritable', `${path} cannot be written (${code ?? message})`, { cause: error });
  }
}

/** Which file this is, whatever it is called. */
export function identityOf(file: number): string {
  return identity(fstatSync(file, { bigint: true }));
}

/** Which file has this name now; null when none. */
export function identityAt(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? identity(stats) : null;
}

const identity = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;
