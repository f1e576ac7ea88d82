/** Rename Capture: gives it another label; its file keeps its name. */
import * as vscode from 'vscode';
import type { CaptureEntry } from '../captures/captureEntry.ts';
import { pickCapture } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function renameCapture({ library }: Services, entry?: CaptureEntry): Promise<void> {
  const chosen = entry ?? (await pickCapture(library, vscode.l10n.t('Rename which capture?')));
  if (!chosen) return;
  const label = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Capture'),
    value: chosen.label,
    prompt: vscode.l10n.t('What the program had been doing, for example: after 1,000 requests'),
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('A capture needs a name.') : undefined),
  });
  if (label !== undefined) await library.rename(chosen, label.trim());
}
