/** Copy Path of Capture. */
import * as vscode from 'vscode';
import { captureOf, type CaptureArgument } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function copyCapturePath(services: Services, argument?: CaptureArgument): Promise<void> {
  const chosen = await captureOf(services, argument, vscode.l10n.t('Copy the path of which capture?'));
  if (chosen) await vscode.env.clipboard.writeText(chosen.path);
}
