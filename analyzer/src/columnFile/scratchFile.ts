/**
 * A nameless file for columns that need not be in memory while a capture is read: opened, and taken out of its folder at once where the
 * system allows that, so that nothing is left behind however the process ends.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import type { NumberSink, PagedRows } from '../base/numberColumn.ts';

export interface ScratchFile {
  /** A file descriptor of the process. */
  readonly file: number;
  /** Gives the space back; columns in the file can't be read any more. */
  close(): void;
}

const BUFFER_ROWS = 1 << 16;
const ROW_BYTES = 4;

/** A new file in the system's folder for such, or null when there is none that can be written to. */
export function openScratchFile(): ScratchFile | null {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'heapline-'));
    const remove = (): void => rmSync(directory, { recursive: true, force: true });
    const file = openSync(join(directory, 'columns'), 'wx+', 0o600); // heaps hold secrets
    if (process.platform !== 'win32') remove();
    return {
      file,
      close() {
        closeSync(file);
        if (process.platform === 'win32') remove();
      },
    };
  } catch {
    return null; // columns then stay in memory
  }
}

/** Where a sink may write: from `byteOffset` on, sparse until something is there. Plain data. */
export interface ScratchRegion {
  readonly file: number;
  readonly byteOffset: ByteOffset;
}

/** Sinks one after the other in a region; each takes what `maxRows` needs of it. Errors of append(): as writeSync() throws. */
export function createFileSinks({ file, byteOffset }: ScratchRegion): (maxRows: number) => NumberSink {
  let next: Bytes = byteOffset;
  return (maxRows) => {
    const start = next;
    next += maxRows * ROW_BYTES;
    return createFileSink(file, start);
  };
}

function createFileSink(file: number, byteOffset: ByteOffset): NumberSink {
  const buffer = new Uint32Array(BUFFER_ROWS);
  let buffered = 0;
  let written = 0;
  const flush = (): void => {
    const bytes = new Uint8Array(buffer.buffer, 0, buffered * ROW_BYTES);
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from, bytes.length - from, byteOffset + written * ROW_BYTES + from);
    written += buffered;
    buffered = 0;
  };
  return {
    append(rows) {
      for (let from = 0; from < rows.length; ) {
        const count = Math.min(rows.length - from, BUFFER_ROWS - buffered);
        buffer.set(rows.subarray(from, from + count), buffered);
        buffered += count;
        from += count;
        if (buffered === BUFFER_ROWS) flush();
      }
    },
    finish() {
      flush();
      return { file, length: written, stretches: [{ byteOffset, length: written }] } satisfies PagedRows;
    },
  };
}
