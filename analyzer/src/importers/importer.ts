/** What an importer is: it recognises a format by its first bytes and turns chunks of bytes into a Capture. */
import type { CancelSignal } from '../base/cancel.ts';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import type { SinkMaker } from '../base/numberColumn.ts';
import type { Capture } from '../model/capture.ts';

/** Reads one input, front to back. Never keeps a chunk: the caller may reuse its memory once push() has returned. */
export interface StreamReader {
  /** Takes the next bytes; chunks may be cut anywhere. Errors: HeaplineError with a byte offset. */
  push(bytes: Uint8Array): void;
  /** Says that the input has ended. Errors: `truncatedInput`, `wrongCounts`, … */
  finish(): Capture;
}

export interface ReaderOptions {
  /** The input's length where known, or what it is expected to be: sizes the columns, which grow beyond it. */
  readonly inputBytes?: Bytes;
  readonly cancel: CancelSignal;
  /** Where columns go that need not be in memory. Default: memory. */
  readonly sink?: SinkMaker | null;
}

export type PartReaderOptions = ReaderOptions & { readonly inputBytes: Bytes };

export interface Importer {
  readonly id: string;
  /** Name for the user, e.g. "V8 heap snapshot". */
  readonly label: string;
  /** True when the input looks like this format. `head`: its first bytes, at most 4096. */
  sniff(head: Uint8Array, fileName: string): boolean;
  createReader(options: ReaderOptions): StreamReader;
  /** How to read one input on several threads at once; absent when the format can't be cut. */
  readonly parts?: PartImporter;
}

/** An input that can be read anywhere. */
export interface SeekableInput {
  readonly inputBytes: Bytes;
  /** The bytes from `byteOffset` on, at most `length`. */
  readAt(byteOffset: ByteOffset, length: Bytes): Uint8Array;
}

/** A stretch of an input. Plain data. */
export interface InputPart {
  readonly startOffset: ByteOffset;
  readonly endOffset: ByteOffset;
  readonly isLast: boolean;
  /** What the format needs to know besides; plain data of its own. */
  readonly format: unknown;
}

/**
 * Parts are cut where the input looks like the beginning of a record, which may be wrong. Whoever joins them proves it: each part must
 * end exactly where the next begins. When anything is wrong, the input is to be read as a whole, which then also says what is wrong.
 */
export interface PartImporter {
  /** At most `count` parts, in order; one when the input can't be cut. */
  cut(input: SeekableInput, count: number): InputPart[];
  /** `finish()` gives plain data for join(). Errors: those of a StreamReader, or any when the cut was wrong. */
  createReader(part: InputPart, options: PartReaderOptions): { push(bytes: Uint8Array): void; finish(): unknown };
  /** The capture of all parts, in order; null when they don't fit together. */
  join(parts: readonly unknown[]): Capture | null;
}
