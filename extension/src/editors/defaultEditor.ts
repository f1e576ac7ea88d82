/** Asks, once in the life of an installation, whether snapshots shall open in Heapline by default. */
import * as vscode from 'vscode';
import { CAPTURE_EDITOR } from './captureUri.ts';

const OFFERED_KEY = 'heapline.offeredDefaultEditor';
const PATTERNS = ['*.heapsnapshot', '*.heaptimeline'] as const;

export async function offerToBeDefault(memento: vscode.Memento): Promise<void> {
  const settings = vscode.workspace.getConfiguration('workbench');
  const associations = settings.get<Record<string, string>>('editorAssociations') ?? {};
  if (memento.get(OFFERED_KEY) === true || PATTERNS.every((pattern) => associations[pattern] === CAPTURE_EDITOR)) return;
  await memento.update(OFFERED_KEY, true);
  const yes = vscode.l10n.t('Make Heapline the Default');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('Open heap snapshots in Heapline from now on? "Reopen Editor With…" always offers the other viewers.'), yes, vscode.l10n.t('Not Now'));
  if (answer !== yes) return;
  const ours = Object.fromEntries(PATTERNS.map((pattern) => [pattern, CAPTURE_EDITOR]));
  const written = settings.inspect<Record<string, string>>('editorAssociations')?.globalValue ?? {};
  await settings.update('editorAssociations', { ...written, ...ours }, vscode.ConfigurationTarget.Global);
}
