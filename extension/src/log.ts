/** The extension's output channel, "Heapline". */
import * as vscode from 'vscode';
import { toErrorData } from '../../analyzer/protocol/errors.ts';

export type Log = vscode.LogOutputChannel;

export function createLog(): Log {
  return vscode.window.createOutputChannel('Heapline', { log: true });
}

/** Writes an error whole: code, message, offset and, for our own mistakes, the stack. */
export function logError(log: Log, doing: string, error: unknown): void {
  const { code, message, byteOffset } = toErrorData(error);
  log.error(`${doing}: ${code}: ${message}${byteOffset === undefined ? '' : ` (byte ${byteOffset})`}`);
  if (code === 'internal' && error instanceof Error && error.stack) log.error(error.stack);
}
