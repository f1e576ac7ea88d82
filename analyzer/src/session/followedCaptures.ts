/**
 * Captures that are read while they are written, so that little is left to do when somebody opens them. A reading that comes to nothing is
 * forgotten: who opens the file then reads it in the usual way, and hears what is wrong with it.
 */
import { closeSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import type { AnalyzerParams } from '../../protocol/requests.ts';
import type { Bytes } from '../../protocol/units.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import { NO_PROGRESS, type ReportProgress } from '../base/progress.ts';
import type { WorkContext } from '../base/workContext.ts';
import { openScratchFile, type ScratchFile } from '../columnFile/scratchFile.ts';
import type { Crew } from '../crew/crew.ts';
import { STILL_GROWING } from '../crew/followFile.ts';
import { scratchBytesFor, type CaptureData } from '../crew/readTasks.ts';
import { newCancelFlag } from '../threads/asking.ts';
import { releaseMemorySoon } from '../threads/releaseMemory.ts';
import { stampFile, type FileStamp } from './fileSource.ts';
import { untilCancelled } from './untilCancelled.ts';

/** What was read, and the file that some of it is kept in, which is the taker's from then on. */
export interface FollowedCapture {
  readonly data: CaptureData;
  readonly scratch: ScratchFile | null;
}

export interface FollowedCaptures {
  /** Begins to read `partPath`, which will become `path`. */
  begin(file: AnalyzerParams<'heap/follow'>): void;
  /** The file is whole, has its name and so many bytes; null: it will never be. */
  end(path: string, bytes: Bytes | null): void;
  /** What was read of the whole file, once all of it is; null when the file was not followed to its end. Errors: cancelled, which ends the reading. */
  take(path: string, context: WorkContext): Promise<FollowedCapture | null>;
}

/** A capture that nobody opens for so long is let go; it can be read again. */
const KEPT_MS = 10 * 60 * 1000;

interface Reading {
  readonly finalBytes: BigInt64Array;
  readonly cancelFlag: Int32Array;
  readonly scratch: ScratchFile | null;
  /** Null when it failed. */
  readonly work: Promise<FollowedCapture | null>;
  /** Who waits for it. */
  report: ReportProgress;
  /** What the whole file is at a glance; null while it grows. */
  stamp: FileStamp | null;
  expiry?: NodeJS.Timeout;
}

/**
 * `startThread`: a crew of one for each capture. Its thread waits most of the time, for as long as a target takes to walk its heap, and must not
 * keep those who analyse from work. Null: nothing is followed.
 */
export function createFollowedCaptures(startThread: (() => Crew) | null): FollowedCaptures {
  const readings = new Map<string, Reading>();

  /** Ends the reading and lets go of what was read. */
  const discard = (path: string, reading: Reading): void => {
    if (readings.get(path) === reading) readings.delete(path);
    clearTimeout(reading.expiry);
    Atomics.store(reading.cancelFlag, 0, 1);
    Atomics.notify(reading.finalBytes, 0);
    void reading.work.then((followed) => {
      followed?.scratch?.close();
      releaseMemorySoon();
    });
  };

  return {
    begin({ path, partPath, expectedBytes }) {
      if (!startThread) return;
      const old = readings.get(path);
      if (old) discard(path, old);
      const file = openPart(partPath);
      if (file === null) return;
      const scratch = openScratchFile();
      const finalBytes = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)).fill(STILL_GROWING);
      const cancelFlag = newCancelFlag();
      const read = async (): Promise<FollowedCapture | null> => {
        const crew = startThread();
        try {
          // How much room it takes is not known yet: nobody else gets any until end().
          const growing = { file, fileName: basename(path), finalBytes, scratch: scratch && scratch.reserve(0), ...(expectedBytes === undefined ? {} : { expectedBytes }) };
          const data = await crew.run('readGrowing', growing, { cancel: sharedCancelSignal(cancelFlag), report: (words, fraction) => reading.report(words, fraction) });
          return { data, scratch };
        } catch {
          scratch?.close();
          return null; // whoever opens the file is told
        } finally {
          closeSync(file);
          void crew.close(); // nobody has to wait for that
        }
      };
      const reading: Reading = { finalBytes, cancelFlag, scratch, work: Promise.resolve().then(read), report: NO_PROGRESS, stamp: null };
      readings.set(path, reading);
    },
    end(path, bytes) {
      const reading = readings.get(path);
      if (!reading) return;
      const stamp = bytes === null ? null : stampOf(path);
      if (stamp === null || stamp.bytes !== bytes) return discard(path, reading);
      // Of captures that wait to be opened, the last one is likely to be.
      for (const [otherPath, other] of readings) if (other.stamp) discard(otherPath, other);
      reading.scratch?.reserve(scratchBytesFor(bytes));
      reading.stamp = stamp;
      reading.expiry = setTimeout(() => discard(path, reading), KEPT_MS).unref();
      Atomics.store(reading.finalBytes, 0, BigInt(bytes));
      Atomics.notify(reading.finalBytes, 0);
    },
    async take(path, { cancel, report }) {
      const reading = readings.get(path);
      if (!reading?.stamp) return null;
      const now = stampOf(path);
      if (now?.bytes !== reading.stamp.bytes || now.modifiedMs !== reading.stamp.modifiedMs) {
        discard(path, reading);
        return null;
      }
      readings.delete(path);
      clearTimeout(reading.expiry);
      reading.report = report;
      try {
        return await untilCancelled(reading.work, cancel);
      } catch (error) {
        discard(path, reading);
        throw error;
      }
    },
  };
}

/** Opened at once: it may have another name soon. Null when that can't be. */
function openPart(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null; // whoever opens the whole file is told
  }
}

/** Null when there is no such file. */
function stampOf(path: string): FileStamp | null {
  try {
    return stampFile(path);
  } catch {
    return null; // whoever opens it is told
  }
}
