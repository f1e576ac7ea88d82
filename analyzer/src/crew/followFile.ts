/**
 * A file in chunks while somebody else still writes it. Nobody can wait for a file to grow, so it is looked at again and again; the cell that
 * tells its length is shared memory, which can be waited for.
 */
import { readSync } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset } from '../../protocol/units.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { readable } from '../base/readable.ts';

/** What `finalBytes[0]` says until the file is whole; from then on its length. */
export const STILL_GROWING = -1n;
/** The first chunk has so much, or all that there is: enough to recognise a format. */
export const HEAD_BYTES = 4096;
const CHUNK_BYTES = 1024 * 1024;
/** A look at a file that has not grown takes 2 µs. */
const LOOK_AGAIN_MS = 20;

export interface GrowingInput {
  /** A file descriptor of the process: the writer may give the file another name meanwhile. */
  readonly file: number;
  readonly finalBytes: BigInt64Array;
  /** Asked at every look. */
  readonly cancel: CancelSignal;
}

/**
 * Hands the bytes to `take`, chunk by chunk, with the offset behind each, until the file is whole; the memory of a chunk is reused. Blocks the
 * thread. Errors: fileNotReadable, also when the length is another than was told; cancelled; and those of `take`.
 */
export function followFile(name: string, { file, finalBytes, cancel }: GrowingInput, take: (chunk: Uint8Array, endOffset: ByteOffset) => void): void {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let position = 0; ; ) {
    cancel.throwIfCancelled();
    const total = Atomics.load(finalBytes, 0); // before reading: what is missing then will not come
    const count = readable(name, () => readSync(file, chunk, 0, CHUNK_BYTES, position));
    const isTooShort = count === 0 || (position === 0 && count < HEAD_BYTES);
    if (isTooShort && total === STILL_GROWING) {
      Atomics.wait(finalBytes, 0, STILL_GROWING, LOOK_AGAIN_MS);
      continue;
    }
    position += count;
    if (count > 0) take(chunk.subarray(0, count), position);
    else if (BigInt(position) === total) return;
    else throw new HeaplineError('fileNotReadable', `${name} has ${position} bytes, ${total} were written`);
  }
}
