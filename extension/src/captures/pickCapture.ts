/** The quick pick of captures. */
import * as vscode from 'vscode';
import { formatBytes, formatTime, oneLine } from '../format.ts';
import type { Services } from '../services.ts';
import type { CaptureEntry } from './captureEntry.ts';
import type { CaptureLibrary } from './captureLibrary.ts';

export interface CaptureItem extends vscode.QuickPickItem {
  readonly entry: CaptureEntry;
}

export function captureItem(entry: CaptureEntry): CaptureItem {
  const locale = vscode.env.language;
  return { entry, label: oneLine(entry.label), description: [formatTime(entry.takenAtMs, Date.now(), locale), oneLine(entry.target), formatBytes(entry.fileBytes, locale)].join(' · ') };
}

/** What a menu of the view hands over, or `selection` from a key binding, or nothing from the Command Palette. */
export type CaptureArgument = CaptureEntry | 'selection' | undefined;

/** The capture that a command is about: the one handed over, the selected one, or one that the user picks. */
export async function captureOf({ library, capturesView }: Pick<Services, 'library' | 'capturesView'>, argument: CaptureArgument, placeHolder: string): Promise<CaptureEntry | undefined> {
  if (argument === 'selection') return capturesView.selection[0];
  return argument ?? pickCapture(library, placeHolder);
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
