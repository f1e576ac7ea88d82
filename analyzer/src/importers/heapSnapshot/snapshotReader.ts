/**
 * Reads a snapshot front to back: keeps the bytes that make no whole step yet, finds the next section by its key and hands
 * the window to it, and puts the columns together at the end.
 */
import { HeaplineError } from '../../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import type { SinkMaker } from '../../base/numberColumn.ts';
import { createColumn } from '../../base/growableColumn.ts';
import type { ReaderOptions, StreamReader } from '../importer.ts';
import { CLOSE_BRACE, COLON, COMMA, errorAt, expect, MORE, OPEN_BRACE, peek, QUOTE, unexpected, type ByteWindow } from './byteWindow.ts';
import { createSnapshotKernel, type MakeSnapshotKernel } from '../../kernels/snapshotKernel.ts';
import { assembleCapture } from './assembleCapture.ts';
import { createDiagnostics, type Diagnostics } from './diagnostics.ts';
import type { Section } from './section.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';
import { createSections, type SectionResults, type Sections } from './snapshotSections.ts';

/** Bytes are worked on in stretches of this size; the unfinished end of one is moved to the front of the next. */
const MAX_WINDOW_BYTES = 1024 * 1024;
/** Small files get a small window, but not one that a key or a record could fill. */
const MIN_WINDOW_BYTES = 64 * 1024;
/** Longer than any key of any version. */
const MAX_KEY_BYTES = 256;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** A reader for one file. Peak memory: the columns, the strings, and one window. */
export function createSnapshotReader({ inputBytes, cancel, sink = null }: ReaderOptions, makeKernel: MakeSnapshotKernel = createSnapshotKernel): StreamReader {
  const diagnostics = createDiagnostics();
  const reader = createSectionReader({ ...(inputBytes === undefined ? {} : { inputBytes }), cancel, diagnostics, sink, makeKernel });
  return {
    push: reader.push,
    finish: () => assembleCapture(reader.finish(), diagnostics),
  };
}

export interface SectionReaderOptions {
  readonly inputBytes?: Bytes;
  readonly cancel: CancelSignal;
  readonly diagnostics: Diagnostics;
  readonly sink: SinkMaker | null;
  /** Default: createSnapshotKernel(). Without a kernel all is read by JavaScript, with the same result. */
  readonly makeKernel?: MakeSnapshotKernel;
  /** The input begins at a cut within the edges, at this place of the file. */
  readonly continued?: { readonly layout: SnapshotLayout; readonly byteOffset: ByteOffset; readonly edgesToCome: number };
  /** The input ends at a cut within the edges. */
  readonly endsInEdges?: boolean;
}

export interface SectionReader {
  push(chunk: Uint8Array): void;
  /** Null before the header is read. */
  layout(): SnapshotLayout | null;
  /** All sections of an input that ends as a file does. Errors: emptyFile, truncatedInput, unknownFormat, malformedInput. */
  finish(): ReturnType<Sections['results']>;
  /** What was found up to a cut: the last byte must be the comma between two edges. Errors: malformedInput. */
  finishInEdges(): SectionResults;
}

/** Reads a file, or a part of one that was cut within its edges. */
export function createSectionReader({ inputBytes, cancel, diagnostics, sink, makeKernel = createSnapshotKernel, continued, endsInEdges = false }: SectionReaderOptions): SectionReader {
  const windowBytes = Math.min(MAX_WINDOW_BYTES, Math.max(MIN_WINDOW_BYTES, inputBytes ?? MAX_WINDOW_BYTES));
  const kernel = makeKernel(windowBytes);
  const bytes = kernel?.window ?? createColumn(Uint8Array, windowBytes + 1);
  const sections = createSections({ ...(inputBytes === undefined ? {} : { inputBytes }), diagnostics, cancel, sink, kernel, endsInEdges });
  let held = 0;
  let baseOffset: ByteOffset = continued?.byteOffset ?? 0;
  let phase: 'open' | 'key' | 'colon' | 'value' | 'next' | 'done' = continued ? 'value' : 'open';
  let anyKey = false;
  let section: Section | null = continued ? sections.continueEdges(continued.layout, continued.edgesToCome) : null;

  const step = (window: ByteWindow): boolean => {
    switch (phase) {
      case 'open':
        if (peek(window) === MORE) return false;
        if (window.bytes[window.position] !== OPEN_BRACE) throw errorAt(window, window.position, 'unknownFormat', 'the file does not begin with "{", so it is no JSON object');
        window.position++;
        phase = 'key';
        return true;
      case 'key': {
        if (peek(window) === CLOSE_BRACE && !anyKey) {
          phase = 'next';
          return true;
        }
        const keyStart = window.position;
        const key = takeKey(window);
        if (key === null) return false;
        anyKey = true;
        section = sections.begin(key, window.baseOffset + keyStart);
        phase = 'colon';
        return true;
      }
      case 'colon':
        if (!expect(window, COLON)) return false;
        phase = 'value';
        return true;
      case 'value':
        if (!section!.read(window)) return false;
        sections.end();
        phase = 'next';
        return true;
      case 'next': {
        const byte = peek(window);
        if (byte === MORE) return false;
        if (byte !== COMMA && byte !== CLOSE_BRACE) throw unexpected(window, '"," or "}"');
        window.position++;
        phase = byte === COMMA ? 'key' : 'done';
        return true;
      }
      case 'done':
        if (peek(window) !== MORE) throw unexpected(window, 'the end of the file');
        return false;
    }
  };

  /** Works on the held bytes; keeps what no step could use yet. */
  const work = (): void => {
    bytes[held] = 0;
    const window: ByteWindow = { bytes, position: 0, end: held, baseOffset };
    if (baseOffset === 0 && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte)) window.position = BYTE_ORDER_MARK.length;
    while (step(window));
    bytes.copyWithin(0, window.position, held);
    baseOffset += window.position;
    held -= window.position;
    if (held === windowBytes) throw new HeaplineError('malformedInput', 'a value never ends', { byteOffset: baseOffset });
  };

  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; ) {
        const count = Math.min(windowBytes - held, chunk.length - from);
        bytes.set(chunk.subarray(from, from + count), held);
        held += count;
        from += count;
        // The mark at the front must be seen whole before anything else is.
        if (baseOffset > 0 || held >= BYTE_ORDER_MARK.length) work();
      }
    },
    layout: () => sections.layout(),
    finish() {
      if (baseOffset === 0) work();
      if (phase === 'open') throw new HeaplineError('emptyFile', 'the file holds nothing but white space', { byteOffset: baseOffset + held });
      if (phase !== 'done') throw new HeaplineError('truncatedInput', `the file ends ${sections.where()}`, { byteOffset: baseOffset + held });
      return continued ? (sections.partResults() as ReturnType<Sections['results']>) : sections.results();
    },
    finishInEdges() {
      const results = sections.partResults();
      const rest = Buffer.from(bytes.buffer, bytes.byteOffset, held).toString('latin1');
      if (phase !== 'value' || section !== results.edges || !/^\s*,$/.test(rest)) throw new HeaplineError('malformedInput', 'the file was cut where no edge begins', { byteOffset: baseOffset });
      return results;
    },
  };
}

/** The next key, without its quotes; null when the window ends before it does. */
function takeKey(window: ByteWindow): string | null {
  const first = peek(window);
  if (first === MORE) return null;
  if (first !== QUOTE) throw unexpected(window, 'a key');
  const { bytes, end } = window;
  let position = window.position + 1;
  while (position < end && bytes[position] !== QUOTE) position++;
  if (position - window.position > MAX_KEY_BYTES) throw errorAt(window, window.position, 'malformedInput', 'a key never ends');
  if (position >= end) return null;
  const key = Buffer.from(bytes.buffer, bytes.byteOffset + window.position + 1, position - window.position - 1).toString('utf8');
  window.position = position + 1;
  return key;
}
