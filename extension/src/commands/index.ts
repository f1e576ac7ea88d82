/** Every command: its id is `heapline.` and the name here, its file has that name, its entry is in package.json (a test checks all three). */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { showError } from '../userErrors.ts';
import { attachToAddress } from './attachToAddress.ts';
import { attachToDebugSession } from './attachToDebugSession.ts';
import { attachToProcess } from './attachToProcess.ts';
import { cancelSuspects } from './cancelSuspects.ts';
import { captureHeapSnapshot } from './captureHeapSnapshot.ts';
import { chooseSuspectCaptures } from './chooseSuspectCaptures.ts';
import { compareCaptures } from './compareCaptures.ts';
import { compareWithSelected } from './compareWithSelected.ts';
import { copyCapturePath } from './copyCapturePath.ts';
import { copyRetainingPath } from './copyRetainingPath.ts';
import { deleteCapture } from './deleteCapture.ts';
import { detach } from './detach.ts';
import { ignoreSuspect } from './ignoreSuspect.ts';
import { manageIgnored } from './manageIgnored.ts';
import { openCapture } from './openCapture.ts';
import { openCaptureFile } from './openCaptureFile.ts';
import { openSettings } from './openSettings.ts';
import { openSource } from './openSource.ts';
import { openSourceBeside } from './openSourceBeside.ts';
import { openWalkthrough } from './openWalkthrough.ts';
import { refreshSuspects } from './refreshSuspects.ts';
import { refreshTargets } from './refreshTargets.ts';
import { renameCapture } from './renameCapture.ts';
import { revealCapture } from './revealCapture.ts';
import { selectForCompare } from './selectForCompare.ts';
import { showInPanel } from './showInPanel.ts';
import { showLargestInstances } from './showLargestInstances.ts';
import { showLog } from './showLog.ts';
import { showMoreInstances } from './showMoreInstances.ts';
import { showNewestInstances } from './showNewestInstances.ts';

/** A command as it is written: what it works with first, then what VS Code hands over. */
type CommandFunction = (services: Services, ...args: never[]) => unknown;

export const COMMANDS = {
  attachToAddress,
  attachToDebugSession,
  attachToProcess,
  cancelSuspects,
  captureHeapSnapshot,
  chooseSuspectCaptures,
  compareCaptures,
  compareWithSelected,
  copyCapturePath,
  copyRetainingPath,
  deleteCapture,
  detach,
  ignoreSuspect,
  manageIgnored,
  openCapture,
  openCaptureFile,
  openSettings,
  openSource,
  openSourceBeside,
  openWalkthrough,
  refreshSuspects,
  refreshTargets,
  renameCapture,
  revealCapture,
  selectForCompare,
  showInPanel,
  showLargestInstances,
  showLog,
  showMoreInstances,
  showNewestInstances,
} as const satisfies Readonly<Record<string, CommandFunction>>;

/** Registers all. A failure becomes a sentence with advice; the caller gets undefined. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries<CommandFunction>(COMMANDS).map(([name, run]) =>
    vscode.commands.registerCommand(`heapline.${name}`, async (...args: unknown[]) => {
      try {
        return await run(services, ...(args as never[]));
      } catch (error) {
        showError(services.log, name, error);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
