/** A snapshot file in the making: bytes go to `NAME.part`, which gets its name once the JSON is complete and on the disk. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { Bytes } from '../../../analyzer/protocol/units.ts';

export const PART_SUFFIX = '.part';

export interface SnapshotFile {
  /** Appends. False when more is queued than should be: the caller then waits for drained(). */
  write(chunk: string): boolean;
  drained(): Promise<void>;
  /** Called once when the disk refuses: diskFull, fileNotWritable. */
  onError(listener: (error: HeaplineError) => void): void;
  writtenBytes(): Bytes;
  /** Gives the file its name. Errors: captureIncomplete, diskFull, fileNotWritable. */
  keep(): Promise<void>;
  /** Removes what was written. Never fails. */
  discard(): Promise<void>;
}

/**
 * What is queued here when the disk is slower than the target. A target that is not read keeps the rest in its own memory, which is the dearer
 * one, so we take much before we stop reading.
 */
const QUEUE_BYTES = 64 * 1024 * 1024;
/** How V8 begins and ends a snapshot (HeapSnapshotJSONSerializer, V8 10.2 to 14). */
const HEAD = '{"snapshot":';
const TAIL = ']}';

/** Starts the file. Errors: diskFull, fileNotWritable. */
export async function createSnapshotFile(path: string): Promise<SnapshotFile> {
  const partPath = path + PART_SUFFIX;
  // A heap holds secrets: nobody but the user may read it. `flush` puts everything on the disk before the file is closed.
  const stream = createWriteStream(partPath, { mode: 0o600, flush: true, highWaterMark: QUEUE_BYTES });
  await once(stream, 'open').catch((error) => {
    throw asFileError(error, path);
  });
  let failure: HeaplineError | null = null;
  const errorListeners = new Set<(error: HeaplineError) => void>();
  stream.on('error', (error) => {
    failure = asFileError(error, path);
    errorListeners.forEach((listener) => listener(failure!));
  });
  let byteCount = 0;
  let beginningCount = 1;
  let head = '';
  let tail = '';
  return {
    write(chunk) {
      if (failure) return true;
      // Somebody else's capture in the same session (js-debug shares its own): quotes in strings are escaped, so this is a beginning.
      if (byteCount > 0 && chunk.startsWith(HEAD)) beginningCount++;
      byteCount += Buffer.byteLength(chunk);
      if (head.length < HEAD.length) head = (head + chunk).slice(0, HEAD.length);
      tail = (tail + chunk.slice(-16)).slice(-16);
      return stream.write(chunk);
    },
    drained: () => (stream.writableNeedDrain ? once(stream, 'drain').then(() => {}, () => {}) : Promise.resolve()), // an error is told by onError
    onError: (listener) => void errorListeners.add(listener),
    writtenBytes: () => byteCount,
    async keep() {
      if (head !== HEAD || !tail.trimEnd().endsWith(TAIL)) throw new HeaplineError('captureIncomplete', `The target said that it was done after ${byteCount} bytes, which do not end as a snapshot does`);
      if (beginningCount > 1) throw new HeaplineError('captureIncomplete', 'Another capture of the same thread ran at the same time, and the two cannot be told apart');
      try {
        if (failure) throw failure;
        stream.end();
        await finished(stream); // its file is closed by then
        await rename(partPath, path);
      } catch (error) {
        throw asFileError(error, path);
      }
    },
    async discard() {
      const closed = stream.closed ? Promise.resolve() : once(stream, 'close');
      stream.destroy();
      await closed.catch(() => {}); // why it failed has been told
      await rm(partPath, { force: true }).catch(() => {}); // a folder that is gone took it along
    },
  };
}

function asFileError(error: unknown, path: string): HeaplineError {
  if (error instanceof HeaplineError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new HeaplineError('diskFull', `There is no room left on the disk for ${path}`, { cause: error });
  return new HeaplineError('fileNotWritable', `${path} cannot be written (${message})`, { cause: error });
}
