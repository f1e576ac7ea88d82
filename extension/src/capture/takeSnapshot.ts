/**
 * A heap snapshot of one thread, written to a file as it arrives. The file gets its name only when it is whole; until then, and for
 * ever after a cancel or failure, there is nothing under that name.
 */
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { Bytes } from '../../../analyzer/protocol/units.ts';
import type { CaptureEstimate, CaptureProgress, InspectorSession, TakenSnapshot, TargetThread } from '../inspector/target.ts';
import { createSnapshotFile, PART_SUFFIX, type SnapshotFile } from './snapshotFile.ts';

/** Somebody who reads the file while it is written. Never throws: a snapshot is worth more than its reader. */
export interface SnapshotFollower {
  /** There is a file at `partPath` now, which grows. */
  begins(partPath: string): void;
  /** The file is whole and has its name; null: it comes to nothing. */
  ends(fileBytes: Bytes | null): void;
}

export interface SnapshotOptions {
  /** Overwritten when it exists, and only by a whole snapshot. */
  readonly outputFile: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CaptureProgress) => void;
  /** For the share of the bar that writing has reached. */
  readonly estimate?: Pick<CaptureEstimate, 'fileBytes'>;
  readonly follower?: SnapshotFollower;
}

/**
 * `captureNumericValue`: numbers are nodes of their own, so that counters and ids can be read in objects. Not `exposeInternals`: V8's own
 * fields would add nodes that no user can act on. Every consumer reads either.
 */
const PARAMETERS = { reportProgress: true, captureNumericValue: true };

/** Share of the bar before the first byte: V8 collects garbage, walks the heap, then writes. */
const WALK_SHARE = 0.5;

/**
 * Takes it. After a cancel the target finishes its walk (V8 cannot be told to stop) and what it still sends is thrown away; the session stays
 * usable. Errors: cancelled, targetDied, connectionLost, protocolError, diskFull, fileNotWritable, captureIncomplete. The target goes on in any case.
 */
export async function takeSnapshot({ session }: TargetThread, options: SnapshotOptions): Promise<TakenSnapshot> {
  const { outputFile, signal, follower } = options;
  const startMs = performance.now();
  if (signal?.aborted) throw new HeaplineError('cancelled');
  const file = await createSnapshotFile(outputFile);
  follower?.begins(outputFile + PART_SUFFIX);
  try {
    await receive(session, file, options);
    if (signal?.aborted) throw new HeaplineError('cancelled');
    await file.keep();
  } catch (error) {
    follower?.ends(null);
    await file.discard();
    throw error;
  }
  follower?.ends(file.writtenBytes());
  return { path: outputFile, fileBytes: file.writtenBytes(), durationMs: performance.now() - startMs };
}

/** Asks, and writes what comes until the answer says that it was all. */
async function receive(session: InspectorSession, file: SnapshotFile, { signal, onProgress, estimate }: SnapshotOptions): Promise<void> {
  let isOver = false;
  const stops: (() => void)[] = [];
  const report = (stage: CaptureProgress['stage'], fraction: number): void => onProgress?.({ stage, fraction, writtenBytes: file.writtenBytes() });
  const onWalked = ({ done, total }: { done: number; total: number }): void => {
    if (file.writtenBytes() === 0) report('serializing', total > 0 ? (WALK_SHARE * Math.min(done, total)) / total : 0);
  };
  const onChunk = ({ chunk }: { chunk: string }): void => {
    if (!file.write(chunk)) {
      session.pause();
      void file.drained().then(() => session.resume());
    }
    const expectedBytes = Math.max(estimate?.fileBytes ?? 0, file.writtenBytes() * 1.05);
    report('writing', WALK_SHARE + (1 - WALK_SHARE) * (file.writtenBytes() / expectedBytes));
  };
  let cancel = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    file.onError(reject);
    cancel = () => reject(new HeaplineError('cancelled'));
  });
  stopped.catch(() => {}); // it is looked at only while we wait
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    report('collecting', 0);
    // Chunks do not say which capture they belong to: one that was cancelled sends its own to the end before the next may start.
    const answer = session.inTurn(async () => {
      if (isOver) return;
      stops.push(session.on('HeapProfiler.reportHeapSnapshotProgress', onWalked), session.on('HeapProfiler.addHeapSnapshotChunk', onChunk));
      await session.send('HeapProfiler.takeHeapSnapshot', PARAMETERS);
    });
    answer.catch(() => {}); // after a cancel nobody waits for it
    await Promise.race([answer, stopped]);
  } finally {
    isOver = true;
    stops.forEach((stop) => stop());
    signal?.removeEventListener('abort', cancel);
    session.resume(); // a session that stays paused would never hear anything again
  }
}
