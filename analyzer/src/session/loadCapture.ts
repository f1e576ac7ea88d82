/** From a path to a capture whose analysis is under way: recognise the format, read the file on all threads, start the analysis. */
import { basename } from 'node:path';
import { HeaplineError } from '../../protocol/errors.ts';
import type { Bytes } from '../../protocol/units.ts';
import { allDone } from '../base/allDone.ts';
import type { WorkContext } from '../base/workContext.ts';
import { openScratchFile, type ScratchFile } from '../columnFile/scratchFile.ts';
import type { HeapAnalysis } from '../analysis/heapAnalysis.ts';
import type { Crew } from '../crew/crew.ts';
import type { CaptureData } from '../crew/tasks.ts';
import { importerFor } from '../importers/index.ts';
import { analyzeHeap, startAnalysis, type AnalysisRun } from './analysisRun.ts';
import { readAt, readHead, stampFile } from './fileSource.ts';

export interface LoadedCapture {
  readonly fileBytes: Bytes;
  readonly capture: Omit<CaptureData, 'heap'>;
  readonly run: AnalysisRun;
  /** Gives back what is held outside the columns. */
  close(): void;
}

/** A record of three digits and three separators becomes 4 bytes, one of a node becomes 8. */
const REGION_SHARE = 2;
/** Share of reading in the way to the first table, for the progress bar. Measured on 100 MB to 1 GB. */
const READING_SHARE = 0.7;

/** Reads a capture file and answers once its constructors are known. Errors: fileNotReadable, emptyFile, unknownFormat, those of the importer, cancelled. */
export async function loadCapture(path: string, crew: Crew, { cancel, report }: WorkContext): Promise<LoadedCapture> {
  const scratch = openScratchFile();
  try {
    const { heap, ...capture } = await readCapture(path, crew, scratch, { cancel, report: (words, fraction) => report(words, READING_SHARE * fraction) });
    const run = await startAnalysis(crew, heap, { cancel, report: (words, fraction) => report(words, READING_SHARE + (1 - READING_SHARE) * fraction) });
    return { fileBytes: stampFile(path).bytes, capture, run, close: () => scratch?.close() };
  } catch (error) {
    scratch?.close();
    throw error;
  }
}

/** The whole analysis of a file, for callers that have no use for stages. Errors: as loadCapture(). */
export async function analyzeFile(path: string, crew: Crew, context: WorkContext): Promise<HeapAnalysis> {
  const { heap } = await readCapture(path, crew, null, context);
  return analyzeHeap(crew, heap, context);
}

/** Reads a file in as many parts as there are threads, or as a whole where that can't be. Errors: see loadCapture(). */
export async function readCapture(path: string, crew: Crew, scratch: ScratchFile | null, { cancel, report }: WorkContext): Promise<CaptureData> {
  const inputBytes = stampFile(path).bytes;
  if (inputBytes === 0) throw new HeaplineError('emptyFile', `${basename(path)} is empty`, { byteOffset: 0 });
  const importer = importerFor(readHead(path), basename(path));
  if (!importer) throw new HeaplineError('unknownFormat', `${basename(path)} is not a heap snapshot`, { byteOffset: 0 });
  // Parts may need as much as the whole file; the file is sparse, so that costs nothing.
  const fileFor = (index: number) => ({ path, importerId: importer.id, inputBytes, scratch: scratch && { file: scratch.file, byteOffset: index * REGION_SHARE * inputBytes } });

  const parts = importer.parts?.cut({ inputBytes, readAt: (byteOffset, length) => readAt(path, byteOffset, length) }, crew.size) ?? [];
  if (parts.length > 1) {
    const done = parts.map(() => 0);
    const progressOf = (index: number) => (words: string, fraction: number) => {
      done[index] = fraction;
      report(words, done.reduce((sum, each) => sum + each, 0) / done.length);
    };
    try {
      const results = await allDone(parts.map((part, index) => crew.run('readPart', { ...fileFor(index), part }, { cancel, report: progressOf(index) })));
      const capture = await crew.run('joinParts', { importerId: importer.id, parts: results }, { cancel, report() {} });
      if (capture) return capture;
    } catch (error) {
      // A wrong cut, or a file that is wrong itself: reading the whole tells which. Only what is no matter of the file ends here.
      if (!(error instanceof HeaplineError) || ['cancelled', 'outOfMemory', 'fileNotReadable', 'internal'].includes(error.code)) throw error;
    }
  }
  return crew.run('readWhole', fileFor(0), { cancel, report });
}
