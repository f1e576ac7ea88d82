/** Reading a capture: as a whole, as a whole while it is written, or in parts that are joined. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { Bytes } from '../../protocol/units.ts';
import { assert } from '../base/assert.ts';
import type { WorkContext } from '../base/workContext.ts';
import type { ScratchRegion } from '../columnFile/scratchFile.ts';
import { createColumnStore } from '../columnFile/storedColumn.ts';
import { IMPORTERS, importerFor } from '../importers/index.ts';
import type { Importer, InputPart, ReaderOptions, StreamReader } from '../importers/importer.ts';
import type { Capture } from '../model/capture.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
import { followFile, HEAD_BYTES } from './followFile.ts';
import { readRange } from './readRange.ts';

/** A capture as plain data. */
export interface CaptureData extends Omit<Capture, 'heap'> {
  /** Columns in memory, but for those that the reader put on disk at once. */
  readonly heap: HeapColumns;
}

export interface InputFile {
  readonly path: string;
  readonly importerId: string;
  readonly inputBytes: number;
  /** Where columns go that need not be in memory; null: memory. */
  readonly scratch: ScratchRegion | null;
}

/** A file that somebody still writes. */
export interface GrowingFile {
  /** A file descriptor of the process. */
  readonly file: number;
  /** What it will be called: formats may look at it. */
  readonly fileName: string;
  readonly expectedBytes?: Bytes;
  /** Its length once it is whole, see followFile(). */
  readonly finalBytes: BigInt64Array;
  readonly scratch: ScratchRegion | null;
}

/** Room that the columns of a part take at most: an edge of six bytes or more becomes eight, a node of ten or more becomes eight. */
export function scratchBytesFor(inputBytes: number): number {
  return 3 * inputBytes;
}

export function readWhole({ path, importerId, inputBytes, scratch }: InputFile, { cancel, report }: WorkContext): CaptureData {
  const store = scratch && createColumnStore(scratch);
  const reader = importerOf(importerId).createReader({ inputBytes, cancel, sink: store && store.sink });
  readRange(path, { from: 0, to: Infinity }, (chunk, byteOffset) => {
    cancel.throwIfCancelled();
    reader.push(chunk);
    report('Reading', byteOffset / Math.max(inputBytes, byteOffset, 1));
  });
  return toData(reader.finish());
}

/** Reads the file as it grows and answers once it is whole. Errors: those of readWhole(). */
export function readGrowing({ file, fileName, expectedBytes, finalBytes, scratch }: GrowingFile, { cancel, report }: WorkContext): CaptureData {
  const store = scratch && createColumnStore(scratch);
  const reader = createRecognisingReader(fileName, { ...(expectedBytes === undefined ? {} : { inputBytes: expectedBytes }), cancel, sink: store && store.sink });
  followFile(fileName, { file, finalBytes, cancel }, (chunk, byteOffset) => {
    reader.push(chunk);
    report('Reading', byteOffset / Math.max(Number(Atomics.load(finalBytes, 0)), expectedBytes ?? 0, byteOffset));
  });
  return toData(reader.finish());
}

/** The reader for the format that the first chunk shows. */
function createRecognisingReader(fileName: string, options: ReaderOptions): StreamReader {
  let reader: StreamReader | undefined;
  return {
    push(chunk) {
      reader ??= importerFor(chunk.subarray(0, HEAD_BYTES), fileName)?.createReader(options);
      if (!reader) throw new HeaplineError('unknownFormat', `${fileName} is not a heap snapshot`, { byteOffset: 0 });
      reader.push(chunk);
    },
    finish() {
      if (!reader) throw new HeaplineError('emptyFile', `${fileName} is empty`, { byteOffset: 0 });
      return reader.finish();
    },
  };
}

/** The result is the importer's own. */
export function readPart({ path, importerId, inputBytes, scratch, part }: InputFile & { part: InputPart }, { cancel, report }: WorkContext): unknown {
  const store = scratch && createColumnStore(scratch);
  const reader = importerOf(importerId).parts!.createReader(part, { inputBytes, cancel, sink: store && store.sink });
  readRange(path, { from: part.startOffset, to: part.endOffset }, (chunk, byteOffset) => {
    cancel.throwIfCancelled();
    reader.push(chunk);
    report('Reading', (byteOffset - part.startOffset) / (part.endOffset - part.startOffset));
  });
  return reader.finish();
}

/** Null when the parts don't fit together. */
export function joinParts({ importerId, parts }: { importerId: string; parts: readonly unknown[] }): CaptureData | null {
  const capture = importerOf(importerId).parts!.join(parts);
  return capture && toData(capture);
}

function toData({ heap, ...capture }: Capture): CaptureData {
  return { ...capture, heap: heap.columns };
}

function importerOf(id: string): Importer {
  const importer = IMPORTERS.find((candidate) => candidate.id === id);
  assert(importer !== undefined, `there is an importer ${id}`);
  return importer;
}
