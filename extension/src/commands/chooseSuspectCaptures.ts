/** Choose Captures: which ones the suspects are judged from, instead of the newest of one program. */
import * as vscode from 'vscode';
import type { CaptureEntry } from '../captures/captureEntry.ts';
import { captureItem } from '../captures/pickCapture.ts';
import type { Services } from '../services.ts';

export async function chooseSuspectCaptures({ library, suspects }: Services): Promise<void> {
  await library.refresh();
  if (library.entries.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no captures yet.'));
    return;
  }
  const { state } = suspects;
  const judged = new Set(state.kind === 'ready' || state.kind === 'working' ? state.captures.map(({ path }) => path) : []);
  const items = library.entries.map((entry) => ({ ...captureItem(entry), picked: judged.has(entry.path) }));
  const picked = await vscode.window.showQuickPick(items, { canPickMany: true, title: vscode.l10n.t('Look for Suspects In'), placeHolder: vscode.l10n.t('Captures to judge; none: always the newest ones of one program') });
  if (picked) await suspects.choose(picked.length === 0 ? undefined : oldestFirst(picked.map(({ entry }) => entry)).map(({ path }) => path));
}

function oldestFirst(entries: readonly CaptureEntry[]): CaptureEntry[] {
  return [...entries].sort((a, b) => a.takenAtMs - b.takenAtMs);
}
