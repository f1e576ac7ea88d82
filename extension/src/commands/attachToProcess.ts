/** Attach to Process: to the one in the view, or one that the user picks. Opens the inspector of the process if it is closed. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { attachWithProgress } from '../targets/attachWithProgress.ts';
import { pickProcess } from '../targets/pickTarget.ts';
import { processName } from '../targets/targetWords.ts';
import type { TargetNode } from '../views/targetNodes.ts';

export async function attachToProcess(services: Services, node?: TargetNode): Promise<void> {
  if (node?.kind === 'process') await attachWithProgress(services.registry, { kind: 'pid', pid: node.process.pid }, processName(node.process));
  else await pickProcess(services, vscode.l10n.t('Attach to which process?'));
}
