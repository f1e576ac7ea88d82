/** Reveal Capture: its file in the system's file manager; on another machine, where there is none, its path goes to the clipboard. */
import * as vscode from 'vscode';
import { captureOf, type CaptureArgument } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function revealCapture(services: Services, argument?: CaptureArgument): Promise<void> {
  const chosen = await captureOf(services, argument, vscode.l10n.t('Reveal which capture?'));
  if (!chosen) return;
  const uri = vscode.Uri.file(chosen.path);
  if (vscode.workspace.getWorkspaceFolder(uri)) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
  } else {
    await vscode.env.clipboard.writeText(chosen.path);
    void vscode.window.showInformationMessage(vscode.l10n.t('The capture is on the remote machine. Its path is in the clipboard: {0}', chosen.path));
  }
}
