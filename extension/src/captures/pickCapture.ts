/** The quick pick of captures. */
import * as vscode from 'vscode';
import { formatBytes, formatTime, oneLine } from '../format.ts';
import type { CaptureEntry } from './captureEntry.ts';
import type { CaptureLibrary } from './captureLibrary.ts';

export interface CaptureItem extends vscode.QuickPickItem {
  readonly entry: CaptureEntry;
}

export function captureItem(entry: CaptureEntry): CaptureItem {
  const locale = vscode.env.language;
  return { entry, label: oneLine(entry.label), description: [formatTime(entry.takenAtMs, Date.now(), locale), oneLine(entry.target), formatBytes(entry.fileBytes, locale)].join(' · ') };
}

/** `without`: a path to leave out; `first`: one to put on top. */
export async function pickCapture(library: CaptureLibrary, placeHolder: string, { without, first }: { without?: string; first?: string } = {}): Promise<CaptureEntry | undefined> {
  await library.refresh();
  const entries = library.entries.filter(({ path }) => path !== without).sort((a, b) => Number(b.path === first) - Number(a.path === first));
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no capture to choose.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(entries.map(captureItem), { placeHolder, matchOnDescription: true }))?.entry;
}
