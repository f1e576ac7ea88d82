/** What an importer is: it recognises a format by its first bytes and turns chunks of bytes into a Capture. */
import type { CancelSignal } from '../base/cancel.ts';
import type { Capture } from '../model/capture.ts';

/** Reads one input, front to back. Never keeps a chunk: the caller may reuse its memory once push() has returned. */
export interface StreamReader {
  /** Takes the next bytes; chunks may be cut anywhere. Errors: HeaplineError with a byte offset. */
  push(bytes: Uint8Array): void;
  /** Says that the input has ended. Errors: `truncatedInput`, `wrongCounts`, … */
  finish(): Capture;
}

export interface Importer {
  readonly id: string;
  /** Name for the user, e.g. "V8 heap snapshot". */
  readonly label: string;
  /** True when the input looks like this format. `head`: its first bytes, at most 4096. */
  sniff(head: Uint8Array, fileName: string): boolean;
  /** `inputBytes`: the input's length where known (sizes the columns), else undefined. */
  createReader(options: { inputBytes?: number; cancel: CancelSignal }): StreamReader;
}
