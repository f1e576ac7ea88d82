/** Open Capture: the one in the view, or one that the user picks, in the panel. */
import * as vscode from 'vscode';
import { captureOf, type CaptureArgument } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function openCapture(services: Services, argument?: CaptureArgument): Promise<void> {
  const chosen = await captureOf(services, argument, vscode.l10n.t('Open which capture?'));
  if (chosen) await services.editors.open({ path: chosen.path, basePath: null });
}
