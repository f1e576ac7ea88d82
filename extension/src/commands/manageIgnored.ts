/** Manage Ignored Suspects: those that stay ticked stay ignored. */
import * as vscode from 'vscode';
import { suspectSettings, writeShared } from '../config.ts';
import { oneLine } from '../format.ts';
import type { Services } from '../services.ts';

export async function manageIgnored(_services: Services): Promise<void> {
  const { ignoredClassNames } = suspectSettings();
  if (ignoredClassNames.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No suspect is ignored.'));
    return;
  }
  const items = ignoredClassNames.map((name) => ({ label: oneLine(name), picked: true, name }));
  const kept = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder: vscode.l10n.t('Ignored suspects: untick those that you want to see again') });
  if (kept) await writeShared('suspects.ignoredClasses', kept.map(({ name }) => name));
}
