/** Files as the session needs them: what a capture file is at a glance, and texts of source files with a cache. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset, Bytes, UnixMs } from '../../protocol/units.ts';
import { readable } from '../base/readable.ts';
import type { SourceFiles } from '../sources/sourceFiles.ts';

const HEAD_BYTES = 4096;
/** A source file above this is not read: no editor opens it and no parser should. */
const MAX_SOURCE_BYTES = 64 * 1024 * 1024;

export interface FileStamp {
  readonly bytes: Bytes;
  readonly modifiedMs: UnixMs;
}

/** Size and time of the file. Errors: fileNotReadable. */
export function stampFile(path: string): FileStamp {
  return readable(path, () => {
    const stats = statSync(path);
    if (!stats.isFile()) throw new HeaplineError('fileNotReadable', `${path} is not a file`);
    return { bytes: stats.size, modifiedMs: stats.mtimeMs };
  });
}

/** The first bytes of the file, at most 4096: enough to recognise a format. Errors: fileNotReadable. */
export function readHead(path: string): Uint8Array {
  return readAt(path, 0, HEAD_BYTES);
}

/** The bytes from `byteOffset` on, at most `length`. Errors: fileNotReadable. */
export function readAt(path: string, byteOffset: ByteOffset, length: Bytes): Uint8Array {
  return readable(path, () => {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, byteOffset));
    } finally {
      closeSync(file);
    }
  });
}

/** Source files from disk. Texts are cached until `forget()`; a file that changes meanwhile is read anew when its time changed. */
export function diskSourceFiles(): SourceFiles & { forget(): void } {
  const cache = new Map<string, { modifiedMs: UnixMs; text: string }>();
  const modifiedMsOf = (path: string): UnixMs | null => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() && stats.size <= MAX_SOURCE_BYTES ? stats.mtimeMs : null;
  };
  return {
    read(path) {
      try {
        const modifiedMs = modifiedMsOf(path);
        if (modifiedMs === null) return null;
        const known = cache.get(path);
        if (known?.modifiedMs === modifiedMs) return known.text;
        const text = readFileSync(path, 'utf8');
        cache.set(path, { modifiedMs, text });
        return text;
      } catch {
        return null; // not readable is the same as not there: a location without a file
      }
    },
    exists(path) {
      try {
        return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
      } catch {
        return false; // a component of the path is not a folder, or may not be looked into
      }
    },
    forget() {
      cache.clear();
    },
  };
}
