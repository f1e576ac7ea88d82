/** Compare with Selected: the other side. */
import * as vscode from 'vscode';
import { olderFirst, type CaptureEntry } from '../captures/captureEntry.ts';
import type { Services } from '../services.ts';

/** Names the memory and the context key alike. */
export const COMPARE_KEY = 'heapline.captures.selectedForCompare';

export async function compareWithSelected({ context, library, editors }: Services, entry: CaptureEntry): Promise<void> {
  const other = library.find(context.workspaceState.get<string>(COMPARE_KEY, ''));
  if (!other || other.path === entry.path) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Select another capture for compare first.'));
    return;
  }
  const [base, newer] = olderFirst(other, entry);
  await editors.open({ path: newer.path, basePath: base.path });
}
