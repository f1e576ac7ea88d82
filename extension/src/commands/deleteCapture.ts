/** Delete Capture: own captures go for good, after a question; files from elsewhere only leave the list. */
import * as vscode from 'vscode';
import type { CaptureEntry } from '../captures/captureEntry.ts';
import { captureOf, type CaptureArgument } from '../captures/pickCapture.ts';
import { oneLine } from '../format.ts';
import { logError } from '../log.ts';
import type { Services } from '../services.ts';

export async function deleteCapture(services: Services, argument?: CaptureArgument, selected?: readonly CaptureEntry[]): Promise<void> {
  const picked = await captureOf(services, argument, vscode.l10n.t('Delete which capture?'));
  if (!picked) return;
  // The action of a row that is not among the selected ones is about that row alone.
  const together = argument === 'selection' ? services.capturesView.selection : (selected ?? []);
  const entries = together.some(({ path }) => path === picked.path) ? together : [picked];
  if (!(await confirm(entries.filter(({ isExternal }) => !isExternal)))) return;
  for (const each of entries) {
    await services.editors.closeAll(each.path);
    await services.openCaptures.close(each.path).catch((error: unknown) => logError(services.log, 'Closing a capture', error));
    await services.library.remove(each);
  }
}

async function confirm(own: readonly CaptureEntry[]): Promise<boolean> {
  if (own.length === 0) return true;
  const question = own.length === 1 ? vscode.l10n.t('Delete the capture "{0}"?', oneLine(own[0]!.label)) : vscode.l10n.t('Delete {0} captures?', own.length);
  const yes = vscode.l10n.t('Delete');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail: vscode.l10n.t('Their files are deleted from disk. This cannot be undone.') }, yes)) === yes;
}
