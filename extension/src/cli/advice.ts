/** What to do about an error, for a reader in a terminal. */
import type { ErrorCode } from '../../../analyzer/protocol/errors.ts';

const ADVICE: Partial<Record<ErrorCode, string>> = {
  fileNotReadable: 'Check the path and your rights to the file.',
  unknownFormat: 'Heapline reads .heapsnapshot and .heaptimeline files written by Node.js, Chrome or heapdump.',
  emptyFile: 'The process that wrote it was probably killed before it could. Take the capture again with more memory and disk to spare.',
  truncatedInput: 'The process that wrote it was probably killed while writing. Take the capture again with more memory and disk to spare.',
  malformedInput: 'Take the capture again, or copy the file again: something changed it on the way.',
  wrongCounts: 'Take the capture again, or copy the file again: something changed it on the way.',
  outOfMemory: 'Close other programs, or analyse the file on a machine with more memory.',
  targetPermission: 'Run the command as the user who owns the process.',
  inspectorUnavailable: 'Start the program with --inspect, or check that it does not handle SIGUSR1 itself.',
  captureRefused: 'Give the process more memory or choose another disk; --force captures all the same.',
  diskFull: 'Free some space, or write to another disk with -o.',
};

/** One or two sentences, or undefined when the error says it all. */
export function adviceFor(code: ErrorCode): string | undefined {
  return ADVICE[code];
}
