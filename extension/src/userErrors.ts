/**
 * Every foreseen error in words for the user: what happened, what to do about it, and a button that does it. The only
 * place that shows an error message.
 */
import * as vscode from 'vscode';
import { ERROR_SENTENCES, toErrorData, type ErrorCode, type HeaplineErrorData } from '../../analyzer/protocol/errors.ts';
import type { ByteOffset } from '../../analyzer/protocol/units.ts';
import { oneLine } from './format.ts';
import { logError, type Log } from './log.ts';

interface Advice {
  readonly sentence: string;
  readonly advice?: string;
  readonly button?: { readonly title: string; readonly command: string; readonly arguments?: readonly unknown[] };
}

const CAPTURE_AGAIN = { title: vscode.l10n.t('Capture Again'), command: 'heapline.captureHeapSnapshot' };
const SHOW_LOG = { title: vscode.l10n.t('Show Log'), command: 'heapline.showLog' };
const SHOW_SETTINGS = { title: vscode.l10n.t('Open Settings'), command: 'workbench.action.openSettings', arguments: ['heapline'] };

const HALF_WRITTEN = vscode.l10n.t('The process that wrote it was probably killed while writing. Take the capture again with more memory and disk to spare.');
const CHANGED_ON_THE_WAY = vscode.l10n.t('Take the capture again, or copy the file again: something changed it on the way.');
const OPEN_AGAIN = vscode.l10n.t('Open the capture again: the index is then made anew.');

/** Complete by its type: a new error code does not compile until it has its words. */
const ADVICE: Record<Exclude<ErrorCode, 'cancelled'>, Advice> = {
  internal: { sentence: vscode.l10n.t('Heapline made a mistake.'), advice: vscode.l10n.t('The log has the details for a bug report.'), button: SHOW_LOG },
  notFound: { sentence: vscode.l10n.t('There is no such capture or object any more.') },
  fileNotReadable: { sentence: vscode.l10n.t('The file cannot be read.'), advice: vscode.l10n.t('Check that it still exists and that you may read it.') },
  unknownFormat: { sentence: vscode.l10n.t('Heapline does not know the format of this file.'), advice: vscode.l10n.t('It opens .heapsnapshot and .heaptimeline files written by Node.js, Chrome or heapdump.') },
  emptyFile: { sentence: vscode.l10n.t('The file is empty.'), advice: vscode.l10n.t('The process that wrote it was probably killed before it could. Take the capture again with more memory and disk to spare.') },
  truncatedInput: { sentence: vscode.l10n.t('The file ends too early.'), advice: HALF_WRITTEN },
  malformedInput: { sentence: vscode.l10n.t('The file is damaged.'), advice: CHANGED_ON_THE_WAY },
  wrongCounts: { sentence: vscode.l10n.t('The file says one number of objects and holds another.'), advice: CHANGED_ON_THE_WAY },
  emptyHeap: { sentence: vscode.l10n.t('The snapshot holds no objects.'), advice: vscode.l10n.t('Take the capture again.') },
  unsupportedVersion: { sentence: vscode.l10n.t('The snapshot has a layout that Heapline does not know.'), advice: vscode.l10n.t('It knows those of Node.js 16 to 26. Look for a newer version of Heapline.') },
  staleIndex: { sentence: vscode.l10n.t('The index of the capture was written by another version of Heapline.'), advice: OPEN_AGAIN },
  damagedIndex: { sentence: vscode.l10n.t('The index of the capture is damaged.'), advice: OPEN_AGAIN },
  outOfMemory: { sentence: vscode.l10n.t('There is not enough memory to analyze this capture.'), advice: vscode.l10n.t('Raise the limit in the settings, close other programs, or analyze the file on a larger machine.'), button: { ...SHOW_SETTINGS, arguments: ['heapline.analyzer'] } },
  runtimeUnusable: { sentence: vscode.l10n.t('The analyzer cannot run on the Node.js that is set for it.'), advice: vscode.l10n.t('Correct the path in the settings, or empty it to use the Node.js inside VS Code.'), button: { ...SHOW_SETTINGS, arguments: ['heapline.analyzer.nodePath'] } },
  targetNotFound: { sentence: vscode.l10n.t('The process does not exist any more.'), button: { title: vscode.l10n.t('Refresh Targets'), command: 'heapline.refreshTargets' } },
  targetNotNode: { sentence: vscode.l10n.t('This process is not a Node.js process.'), advice: vscode.l10n.t('Choose the Node.js process itself, not the shell or the script that started it.') },
  targetPermission: { sentence: vscode.l10n.t('The process belongs to another user.'), advice: vscode.l10n.t('Start it with --inspect and attach to the port, or run VS Code as that user.'), button: { title: vscode.l10n.t('Attach to Port or URL…'), command: 'heapline.attachToAddress' } },
  inspectorUnavailable: { sentence: vscode.l10n.t('The inspector of the process did not open.'), advice: vscode.l10n.t('Start the program with --inspect, or check that it does not handle SIGUSR1 itself and that its event loop is not blocked.') },
  connectionFailed: { sentence: vscode.l10n.t('The inspector cannot be reached.'), advice: vscode.l10n.t('Check the host and the port, and that the program was started with --inspect.'), button: { title: vscode.l10n.t('Attach to Port or URL…'), command: 'heapline.attachToAddress' } },
  connectionLost: { sentence: vscode.l10n.t('The connection to the target was lost.'), advice: vscode.l10n.t('No half capture was kept.'), button: CAPTURE_AGAIN },
  targetDied: { sentence: vscode.l10n.t('The target ended during the capture.'), advice: vscode.l10n.t('No half capture was kept. If it ran out of memory, give it more and capture earlier.') },
  protocolError: { sentence: vscode.l10n.t('The target refused a request.'), button: SHOW_LOG },
  captureRefused: { sentence: vscode.l10n.t('Heapline did not take the capture: it would probably kill the target or fill the disk.') },
  captureIncomplete: { sentence: vscode.l10n.t('The capture did not arrive whole.'), advice: vscode.l10n.t('No half capture was kept.'), button: CAPTURE_AGAIN },
  diskFull: { sentence: vscode.l10n.t('The disk is full.'), advice: vscode.l10n.t('Delete captures that you no longer need, or keep them in another folder.'), button: { ...SHOW_SETTINGS, arguments: ['heapline.captures.folder'] } },
  fileNotWritable: { sentence: vscode.l10n.t('The capture cannot be written.'), advice: vscode.l10n.t('Check the folder for captures in the settings.'), button: { ...SHOW_SETTINGS, arguments: ['heapline.captures.folder'] } },
};

/** The error as sentences: what happened, the fact with its numbers, advice. */
export function errorText({ code, message, byteOffset }: HeaplineErrorData): string {
  if (code === 'cancelled') return vscode.l10n.t('Cancelled.');
  const { sentence, advice } = ADVICE[code];
  return [sentence, factText(code, message, byteOffset), advice].filter(Boolean).join(' ');
}

/** The fact as a sentence; nothing when it says no more than the code does. Facts hold names from files: one line, bounded. */
function factText(code: ErrorCode, message: string, byteOffset: ByteOffset | undefined): string {
  if (message === ERROR_SENTENCES[code]) return byteOffset === undefined ? '' : vscode.l10n.t('It happened at byte {0}.', byteOffset);
  const fact = oneLine(message, 500);
  const sentence = fact.charAt(0).toLocaleUpperCase() + fact.slice(1);
  return byteOffset === undefined ? vscode.l10n.t('{0}.', sentence) : vscode.l10n.t('{0} (at byte {1}).', sentence, byteOffset);
}

/** True for what the user did on purpose: not an error to show. */
export function isCancelled(error: unknown): boolean {
  return error instanceof vscode.CancellationError || toErrorData(error).code === 'cancelled';
}

/** Logs the error and shows it with its button, without waiting for an answer. A cancellation is passed over in silence. */
export function showError(log: Log, doing: string, error: unknown): void {
  if (isCancelled(error)) return;
  logError(log, doing, error);
  const data = toErrorData(error);
  const button = data.code === 'cancelled' ? undefined : ADVICE[data.code].button;
  void offer(vscode.window.showErrorMessage, errorText(data), button ?? SHOW_LOG);
}

type Button = NonNullable<Advice['button']>;

async function offer(show: (message: string, ...items: string[]) => Thenable<string | undefined>, text: string, button: Button): Promise<void> {
  if ((await show(text, button.title)) === button.title) await vscode.commands.executeCommand(button.command, ...(button.arguments ?? []));
}
