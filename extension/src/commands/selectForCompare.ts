/** Select for Compare: remembers one side, as the Explorer does for files. */
import * as vscode from 'vscode';
import type { CaptureEntry } from '../captures/captureEntry.ts';
import type { Services } from '../services.ts';
import { COMPARE_KEY } from './compareWithSelected.ts';

export async function selectForCompare({ context }: Services, entry: CaptureEntry): Promise<void> {
  await context.workspaceState.update(COMPARE_KEY, entry.path);
  await vscode.commands.executeCommand('setContext', COMPARE_KEY, true);
}
