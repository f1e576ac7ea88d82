/**
 * Every error a user can meet, by code, and the one class that carries it. An error crosses a process boundary as
 * `HeaplineErrorData` and is turned into words with advice by the front end (`userErrors.ts`, `cli.ts`).
 */
import type { ByteOffset } from './units.ts';

/** Code → what happened, as a fact. The front end adds advice. */
export const ERROR_SENTENCES = {
  cancelled: 'The operation was cancelled',
  internal: 'Heapline made a mistake',
  notFound: 'There is no such capture or object',
  // Files
  fileNotReadable: 'The file cannot be read',
  unknownFormat: 'The file is in no format that Heapline knows',
  emptyFile: 'The file is empty',
  truncatedInput: 'The file ends too early',
  malformedInput: 'The file is damaged',
  wrongCounts: 'The counts in the header do not match the contents',
  emptyHeap: 'The snapshot holds no nodes',
  unsupportedVersion: 'The snapshot has a layout that Heapline does not know',
  outOfMemory: 'There is not enough memory',
  staleIndex: 'The index of the capture was written by another version of Heapline',
  damagedIndex: 'The index of the capture is damaged',
  runtimeUnusable: 'The Node.js that is set for the analyzer cannot run it',
  // Targets and captures
  targetNotFound: 'The process does not exist',
  targetNotNode: 'The process is not a Node.js process',
  targetPermission: 'The process belongs to another user',
  inspectorUnavailable: 'The inspector of the process did not open',
  connectionFailed: 'The inspector cannot be reached',
  connectionLost: 'The connection to the target was lost',
  targetDied: 'The target ended during the capture',
  protocolError: 'The target refused a request',
  captureRefused: 'The capture would probably kill the target',
  captureIncomplete: 'The capture did not arrive whole',
  diskFull: 'The disk is full',
  fileNotWritable: 'The file cannot be written',
} as const;

export type ErrorCode = keyof typeof ERROR_SENTENCES;

/** An error as plain data, the shape in which it crosses every boundary. */
export interface HeaplineErrorData {
  readonly code: ErrorCode;
  /** The fact, with actual and expected values, without a final full stop. */
  readonly message: string;
  /** Where in the input, when the input is at fault. */
  readonly byteOffset?: ByteOffset;
}

/** A foreseen failure. Anything else that is thrown is our own mistake and is reported as `internal`. */
export class HeaplineError extends Error {
  readonly code: ErrorCode;
  readonly byteOffset: ByteOffset | undefined;

  constructor(code: ErrorCode, message: string = ERROR_SENTENCES[code], options: { byteOffset?: ByteOffset; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HeaplineError';
    this.code = code;
    this.byteOffset = options.byteOffset;
  }
}

/** The data of any thrown value: a HeaplineError as it is, everything else as `internal`. */
export function toErrorData(error: unknown): HeaplineErrorData {
  if (error instanceof HeaplineError) {
    return { code: error.code, message: error.message, ...(error.byteOffset === undefined ? {} : { byteOffset: error.byteOffset }) };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
