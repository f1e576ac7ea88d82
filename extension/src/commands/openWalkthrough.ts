/** Open Walkthrough. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';

export async function openWalkthrough({ context }: Services): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#findLeak`, false);
}
