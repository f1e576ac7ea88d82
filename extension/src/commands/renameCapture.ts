/** Rename Capture: gives it another label; its file keeps its name. */
import * as vscode from 'vscode';
import { captureOf, type CaptureArgument } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function renameCapture(services: Services, argument?: CaptureArgument): Promise<void> {
  const chosen = await captureOf(services, argument, vscode.l10n.t('Rename which capture?'));
  if (!chosen) return;
  const label = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Capture'),
    value: chosen.label,
    prompt: vscode.l10n.t('What the program had been doing, for example: after 1,000 requests'),
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('A capture needs a name.') : undefined),
  });
  if (label !== undefined) await services.library.rename(chosen, label.trim());
}
