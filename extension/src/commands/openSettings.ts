/** Open Settings of Heapline. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';

export async function openSettings({ context }: Services): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`);
}
