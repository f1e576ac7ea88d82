/** From a path to a capture whose analysis is under way: recognise the format, read the file on all threads, start the analysis. */
import { basename } from 'node:path';
import { HeaplineError, type ErrorCode } from '../../protocol/errors.ts';
import type { Bytes } from '../../protocol/units.ts';
import { allDone } from '../base/allDone.ts';
import type { WorkContext } from '../base/workContext.ts';
import { openScratchFile, type ScratchFile } from '../columnFile/scratchFile.ts';
import { oneByOne, type Crew } from '../crew/crew.ts';
import { scratchBytesFor, type CaptureData } from '../crew/readTasks.ts';
import { importerFor } from '../importers/index.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import { newCancelFlag } from '../threads/asking.ts';
import { keepAll } from './analysisPasses.ts';
import { finishedRun, startAnalysis, type AnalysisRun } from './analysisRun.ts';
import { createWorkplace, type Workplace } from './workplace.ts';
import { closeIndex, keepIndex, openIndex } from './captureIndex.ts';
import { readAt, readHead, stampFile } from './fileSource.ts';
import type { FollowedCaptures } from './followedCaptures.ts';

export interface LoadedCapture {
  readonly fileBytes: Bytes;
  readonly capture: Omit<CaptureData, 'heap'>;
  readonly run: AnalysisRun;
  /** All is computed and on disk: in the index, or in a file without a name. */
  readonly settled: Promise<void>;
  /** Does `work`, which reads the columns, before they can be closed. */
  use<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Gives the columns back once nobody reads them any more. */
  close(): void;
}

/** Smaller captures are read and analysed by one thread, in memory: a second thread and a file cost more than they save (10 MB, measured). */
const SMALL_BYTES = 24e6;
/** Share of reading in the way to the first table, for the progress bar. Measured on 100 MB to 1 GB. */
const READING_SHARE = 0.65;

/** How a capture may be had faster than by reading its file. */
export interface LoadOptions {
  /** Opens the index when there is one, and writes one behind a reading. */
  readonly keepIndex?: boolean;
  /** Gives what was read while the file was written, if it was. */
  readonly takeFollowed?: FollowedCaptures['take'];
}

/** Reads a capture file and answers once its constructors are known. Errors: fileNotReadable, emptyFile, unknownFormat, those of the importer, cancelled. */
export async function loadCapture(path: string, crew: Crew, context: WorkContext, { keepIndex: mayIndex = false, takeFollowed }: LoadOptions = {}): Promise<LoadedCapture> {
  const indexed = mayIndex ? openIndex(path) : null;
  if (indexed) return { fileBytes: stampFile(path).bytes, capture: indexed.capture, run: finishedRun(indexed.columns), settled: Promise.resolve(), ...createUsage(() => closeIndex(path)) };
  const followed = takeFollowed ? await takeFollowed(path, whileReading(context)) : null;
  const isSmall = stampFile(path).bytes < SMALL_BYTES;
  const scratch = followed ? followed.scratch : isSmall ? null : openScratchFile();
  try {
    return await loadWith({ scratch, mayIndex, read: followed?.data }, path, isSmall ? oneByOne(crew) : crew, context);
  } catch (error) {
    scratch?.close();
    // A full disk is no reason to give up while there is memory.
    if (scratch && error instanceof HeaplineError && (error.code === 'diskFull' || error.code === 'fileNotWritable')) return loadWith({ scratch: null, mayIndex: false }, path, crew, context);
    throw error;
  }
}

function whileReading({ cancel, report }: WorkContext): WorkContext {
  return { cancel, report: (words, fraction) => report(words, READING_SHARE * fraction) };
}

/** What a reading has to do with. */
interface Loading {
  readonly scratch: ScratchFile | null;
  readonly mayIndex: boolean;
  /** What was read already. */
  readonly read?: CaptureData | undefined;
}

async function loadWith({ scratch, mayIndex, read }: Loading, path: string, crew: Crew, context: WorkContext): Promise<LoadedCapture> {
  const { bytes: fileBytes } = stampFile(path);
  const usage = createUsage(() => scratch?.close());
  const place = createWorkplace(crew, scratch, fileBytes, usage.whenIdle);
  const { heap, ...rest } = read ?? (await readCapture(path, place, whileReading(context)));
  const capture = place.takeOut(rest);
  const { cancel, report } = context;
  const isClosed = newCancelFlag();
  const behind = { cancel: sharedCancelSignal(isClosed), report() {} };
  /** Behind everything that somebody waits for: the columns leave memory, into an index where that may be. */
  const settle = async (): Promise<void> => {
    const kept = mayIndex && (await keepIndex(path, { capture, columns: run.columns }, crew, behind));
    if (kept) run.replaceColumns(kept.columns);
    else run.replaceColumns(scratch ? await keepAll(place, run.columns, behind) : place.takeOut(run.columns));
  };
  let settling!: { resolve(): void; reject(error: unknown): void };
  const settled = new Promise<void>((resolve, reject) => void (settling = { resolve, reject }));
  settled.catch(() => {}); // closed before, or the columns stay where they are
  const onAll = (): void => void usage.hold(settle()).then(settling.resolve, settling.reject);
  const run = await startAnalysis(place, heap, { cancel, report: (words, fraction) => report(words, READING_SHARE + (1 - READING_SHARE) * fraction) }, onAll);
  const close = (): void => {
    Atomics.store(isClosed, 0, 1);
    settling.reject(new HeaplineError('cancelled'));
    usage.close();
  };
  return { fileBytes, capture, run, settled, use: usage.use, close };
}

interface Usage extends Pick<LoadedCapture, 'use' | 'close'> {
  /** Work that reads the columns, but makes no answer. */
  hold<Result>(work: Promise<Result>): Promise<Result>;
  /** Calls back once no answer is being made: at once where that is so. */
  whenIdle(then: () => void): void;
}

/** Counts who uses something, so that it ends only after the last. */
function createUsage(end: () => void): Usage {
  let users = 0;
  let holders = 0;
  let isClosing = false;
  let hasEnded = false;
  const waiting: (() => void)[] = [];
  const changed = (): void => {
    if (users > 0) return;
    waiting.splice(0).forEach((then) => then());
    if (!isClosing || holders > 0 || hasEnded) return;
    hasEnded = true;
    end();
  };
  return {
    async use(work) {
      users++;
      try {
        return await work();
      } finally {
        users--;
        changed();
      }
    },
    async hold(work) {
      holders++;
      try {
        return await work;
      } finally {
        holders--;
        changed();
      }
    },
    whenIdle(then) {
      waiting.push(then);
      changed();
    },
    close() {
      isClosing = true;
      changed();
    },
  };
}

/** Errors that reading the file another way would not help. */
const NOT_OF_THE_FILE: readonly ErrorCode[] = ['cancelled', 'outOfMemory', 'fileNotReadable', 'diskFull', 'fileNotWritable', 'internal'];

/** Reads a file in as many parts as there are threads, or as a whole where that can't be. Errors: see loadCapture(). */
export async function readCapture(path: string, place: Workplace, { cancel, report }: WorkContext): Promise<CaptureData> {
  const { crew, scratch } = place;
  const inputBytes = stampFile(path).bytes;
  if (inputBytes === 0) throw new HeaplineError('emptyFile', `${basename(path)} is empty`, { byteOffset: 0 });
  const importer = importerFor(readHead(path), basename(path));
  if (!importer) throw new HeaplineError('unknownFormat', `${basename(path)} is not a heap snapshot`, { byteOffset: 0 });
  const region = () => scratch && scratch.reserve(scratchBytesFor(inputBytes));
  const file = () => ({ path, importerId: importer.id, inputBytes, scratch: region() });

  const parts = importer.parts?.cut({ inputBytes, readAt: (byteOffset, length) => readAt(path, byteOffset, length) }, crew.size) ?? [];
  if (parts.length > 1) {
    const done = parts.map(() => 0);
    const progressOf = (index: number) => (words: string, fraction: number) => {
      done[index] = fraction;
      report(words, done.reduce((sum, each) => sum + each, 0) / done.length);
    };
    try {
      const results = await allDone(parts.map((part, index) => crew.run('readPart', { ...file(), part }, { cancel, report: progressOf(index) })));
      const capture = await crew.run('joinParts', { importerId: importer.id, parts: results }, { cancel, report() {} });
      place.release(results, capture);
      if (capture) return capture;
    } catch (error) {
      // A wrong cut, or a file that is wrong itself: reading the whole tells which. Only what is no matter of the file ends here.
      if (!(error instanceof HeaplineError) || NOT_OF_THE_FILE.includes(error.code)) throw error;
    }
  }
  return crew.run('readWhole', file(), { cancel, report });
}
