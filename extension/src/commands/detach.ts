/** Detach: leaves the target as it was found. */
import * as vscode from 'vscode';
import { oneLine } from '../format.ts';
import type { AttachedTarget } from '../inspector/target.ts';
import type { Services } from '../services.ts';
import { addressText } from '../targets/attachWithProgress.ts';
import type { TargetNode } from '../views/targetNodes.ts';

export async function detach({ registry }: Services, node?: TargetNode): Promise<void> {
  const target = node && node.kind !== 'process' ? node.target : await pickAttached(registry.attached);
  if (target) await registry.detach(target);
}

async function pickAttached(attached: readonly AttachedTarget[]): Promise<AttachedTarget | undefined> {
  if (attached.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Heapline is not attached to any program.'));
    return undefined;
  }
  if (attached.length === 1) return attached[0];
  const items = attached.map((target) => ({ label: oneLine(target.label), description: addressText(target.address), target }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Detach from which program?') }))?.target;
}
