/** Reading a capture: as a whole, or in parts that are joined. */
import { assert } from '../base/assert.ts';
import type { WorkContext } from '../base/workContext.ts';
import type { ScratchRegion } from '../columnFile/scratchFile.ts';
import { createColumnStore } from '../columnFile/storedColumn.ts';
import { IMPORTERS } from '../importers/index.ts';
import type { Importer, InputPart } from '../importers/importer.ts';
import type { Capture } from '../model/capture.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
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
