/** A stretch of a file in chunks. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteOffset } from '../../protocol/units.ts';
import { readable } from '../base/readable.ts';

/** Small enough to stay in a processor's cache between reading and parsing; larger ones are not faster (1.1 GB, measured). */
const CHUNK_BYTES = 1024 * 1024;

/** Hands the bytes to `take`, chunk by chunk, with the offset behind each; the memory of a chunk is reused. Errors: fileNotReadable, and those of `take`. */
export function readRange(path: string, { from, to }: { from: ByteOffset; to: ByteOffset }, take: (chunk: Uint8Array, endOffset: ByteOffset) => void): void {
  const file = readable(path, () => openSync(path, 'r'));
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let position = from; position < to; ) {
      const count = readable(path, () => readSync(file, chunk, 0, Math.min(CHUNK_BYTES, to - position), position));
      if (count === 0) return;
      position += count;
      take(chunk.subarray(0, count), position);
    }
  } finally {
    closeSync(file);
  }
}
