/** Copy Path of Capture. */
import * as vscode from 'vscode';
import type { CaptureEntry } from '../captures/captureEntry.ts';
import { pickCapture } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function copyCapturePath({ library }: Services, entry?: CaptureEntry): Promise<void> {
  const chosen = entry ?? (await pickCapture(library, vscode.l10n.t('Copy the path of which capture?')));
  if (chosen) await vscode.env.clipboard.writeText(chosen.path);
}
