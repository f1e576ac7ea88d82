/** Attaching as the user sees it: a notification that can be cancelled. */
import * as vscode from 'vscode';
import type { AttachedTarget, TargetAddress } from '../inspector/target.ts';
import { oneLine } from '../format.ts';
import type { TargetRegistry } from './targetRegistry.ts';

/** Errors: those of attach(), `cancelled` among them. */
export function attachWithProgress(registry: TargetRegistry, address: TargetAddress, name: string): Thenable<AttachedTarget> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Attaching to {0}…', oneLine(name, 80)), cancellable: true },
    (_progress, token) => registry.attach(address, token),
  );
}

/** The address in a user's words. */
export function addressText(address: TargetAddress): string {
  switch (address.kind) {
    case 'pid': return vscode.l10n.t('PID {0}', String(address.pid));
    case 'inspector': return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    case 'webSocket': return address.url;
  }
}
