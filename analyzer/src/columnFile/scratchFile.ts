/**
 * The file that a capture's columns are kept in while it is open: nameless, so that nothing is left behind however the process ends
 * (where the system allows a file to be used after it was removed), or on its way to becoming the capture's index.
 */
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';

export interface ScratchFile {
  /** A file descriptor of the process. */
  readonly file: number;
  /** Room for `bytes`, sparse until something is written there. */
  reserve(bytes: Bytes): ScratchRegion;
  /** Gives the space back; columns in the file can't be read any more. */
  close(): void;
}

/** Where somebody may write. Plain data. */
export interface ScratchRegion {
  readonly file: number;
  readonly byteOffset: ByteOffset;
}

/** Regions begin at multiples of a page, so that columns of every type are aligned. */
const ALIGNMENT = 4096;

/** A new file in the system's folder for such, or null when there is none that can be written to: columns then stay in memory. */
export function openScratchFile(): ScratchFile | null {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'heapline-'));
    const remove = (): void => rmSync(directory, { recursive: true, force: true });
    const file = openSync(join(directory, 'columns'), 'wx+', 0o600); // heaps hold secrets
    const isNameless = process.platform !== 'win32';
    if (isNameless) remove();
    return scratchOver(file, 0, () => {
      closeSync(file);
      if (!isNameless) remove();
    });
  } catch {
    return null;
  }
}

/** Regions of an open file from `start` on. `close` is called once. */
export function scratchOver(file: number, start: ByteOffset, close: () => void): ScratchFile {
  let next = start;
  let isOpen = true;
  return {
    file,
    reserve(bytes) {
      const byteOffset = next;
      next += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      return { file, byteOffset };
    },
    close() {
      if (isOpen) close(); // a second time the number could be another file's
      isOpen = false;
    },
  };
}
