/** Whole reads and writes at places in a file, and the disk's refusals as errors of ours. */
import { fstatSync, readSync, statSync, writeSync, type BigIntStats } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';

/** The operating systems take less than 2 GiB a call. */
const MAX_CALL_BYTES = 1 << 30;
const FULL = ['ENOSPC', 'EDQUOT'];

/** Writes all of `bytes`. Errors: those of the operating system, for `writing`. */
export function writeFully(file: number, bytes: Uint8Array, byteOffset: ByteOffset): void {
  for (let done = 0; done < bytes.length; ) {
    const count = writeSync(file, bytes, done, Math.min(bytes.length - done, MAX_CALL_BYTES), byteOffset + done);
    if (count === 0) throw new Error('nothing was written');
    done += count;
  }
}

/** Fills `target` as far as the file reaches; returns how many bytes that were. Errors: those of the operating system, for `reading`. */
export function readFully(file: number, target: Uint8Array, byteOffset: ByteOffset): Bytes {
  let done = 0;
  while (done < target.length) {
    const count = readSync(file, target, done, Math.min(target.length - done, MAX_CALL_BYTES), byteOffset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** What `write` returns. Errors: diskFull, fileNotWritable. */
export function writing<Result>(path: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (error instanceof HeaplineError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (FULL.includes(code ?? '')) throw new HeaplineError('diskFull', `the disk is full: ${path} cannot be written`, { cause: error });
    throw new HeaplineError('fileNotWritable', `${path} cannot be written (${code ?? message})`, { cause: error });
  }
}

/** What `read` returns. Errors: fileNotReadable. */
export function reading<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof HeaplineError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? message})`;
    throw new HeaplineError('fileNotReadable', `${path} ${why}`, { cause: error });
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
