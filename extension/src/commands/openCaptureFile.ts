/** Open Capture File: files from elsewhere, chosen in a dialog or handed over by the Explorer. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';

export async function openCaptureFile({ editors }: Services, uri?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
  const uris = selected ?? (uri ? [uri] : undefined) ?? (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Open Capture File'), canSelectMany: true, filters: { [vscode.l10n.t('Heap snapshots')]: ['heapsnapshot', 'heaptimeline'] } }));
  for (const { fsPath } of uris ?? []) await editors.open({ path: fsPath, basePath: null });
}
