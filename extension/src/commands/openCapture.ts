/** Open Capture: the one in the view, or one that the user picks, in the panel. */
import * as vscode from 'vscode';
import type { CaptureEntry } from '../captures/captureEntry.ts';
import { pickCapture } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function openCapture({ library, editors }: Services, entry?: CaptureEntry): Promise<void> {
  const chosen = entry ?? (await pickCapture(library, vscode.l10n.t('Open which capture?')));
  if (chosen) await editors.open({ path: chosen.path, basePath: null });
}
