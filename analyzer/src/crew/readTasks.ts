/** Reading a capture: as a whole, or in parts that are joined. */
import { assert } from '../base/assert.ts';
import type { ColumnSource, TypedColumn } from '../base/numberColumn.ts';
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
  /** Columns where they stay, on disk when there is a place for them; but for the edges, which all passes go over. */
  readonly heap: HeapColumns;
  /** Those that the first passes need in memory too. */
  readonly hot: Pick<HeapColumns, 'selfBytesByNode' | 'strings'>;
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
  return toData(reader.finish(), store && store.store);
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
export function joinParts({ importerId, parts, scratch }: { importerId: string; parts: readonly unknown[]; scratch: ScratchRegion | null }): CaptureData | null {
  const capture = importerOf(importerId).parts!.join(parts);
  return capture && toData(capture, scratch && createColumnStore(scratch).store);
}

/** Moves what only views read to where `store` puts it. */
function toData({ heap: { columns }, ...capture }: Capture, store: ((column: TypedColumn) => ColumnSource) | null): CaptureData {
  const { selfBytesByNode, strings } = columns;
  const hot = { selfBytesByNode, strings };
  if (!store) return { ...capture, heap: { ...columns, selfBytesByNode: null }, hot };
  const keep = (column: ColumnSource): ColumnSource => (ArrayBuffer.isView(column) ? store(column) : column);
  const { count, ...locations } = columns.locations;
  const heap: HeapColumns = {
    ...columns,
    selfBytesByNode: null,
    detachednessByNode: columns.detachednessByNode && keep(columns.detachednessByNode),
    traceNodeIdByNode: columns.traceNodeIdByNode && keep(columns.traceNodeIdByNode),
    strings: 'texts' in strings ? strings : { bytes: keep(strings.bytes), ends: keep(strings.ends) },
    locations: {
      count,
      nodeByLocation: keep(locations.nodeByLocation),
      scriptIdByLocation: keep(locations.scriptIdByLocation),
      lineByLocation: keep(locations.lineByLocation),
      columnByLocation: keep(locations.columnByLocation),
    },
  };
  return { ...capture, heap, hot };
}

function importerOf(id: string): Importer {
  const importer = IMPORTERS.find((candidate) => candidate.id === id);
  assert(importer !== undefined, `there is an importer ${id}`);
  return importer;
}
