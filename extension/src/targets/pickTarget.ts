/** The quick pick of everything that can be attached to. */
import * as vscode from 'vscode';
import { targetListOptions } from '../config.ts';
import { formatBytes, oneLine } from '../format.ts';
import type { AttachedTarget, ProcessRow } from '../inspector/target.ts';
import { listProcesses } from '../processes/listProcesses.ts';
import { targetRoots } from '../views/targetNodes.ts';
import { addressText, attachWithProgress } from './attachWithProgress.ts';
import { debugSessionAddress, type DebugSessions } from './debugSessions.ts';
import { parseAddress } from './parseAddress.ts';
import type { TargetRegistry } from './targetRegistry.ts';
import { commandText, processName } from './targetWords.ts';

interface PickParts {
  readonly registry: TargetRegistry;
  readonly debugSessions: DebugSessions;
}

interface TargetItem extends vscode.QuickPickItem {
  /** Undefined result: the user went back on it. */
  readonly reach?: () => Promise<AttachedTarget | undefined> | Thenable<AttachedTarget | undefined>;
}

/** An attached target of the user's choice, or undefined. Errors: those of attach(). */
export async function pickTarget(parts: PickParts, placeholder: string): Promise<AttachedTarget | undefined> {
  const picked = await vscode.window.showQuickPick(targetItems(parts), { placeHolder: placeholder, matchOnDescription: true, matchOnDetail: true });
  return picked?.reach?.();
}

/** A process that we are not attached to yet. */
export async function pickProcess({ registry }: PickParts, placeholder: string): Promise<AttachedTarget | undefined> {
  const items = listProcesses().then((processes) => processItems(registry, processes));
  const picked = await vscode.window.showQuickPick<TargetItem>(items, { placeHolder: placeholder, matchOnDescription: true, matchOnDetail: true });
  return picked?.reach?.();
}

/** Asks for a port or URL and attaches there. */
export async function askAddress(registry: TargetRegistry): Promise<AttachedTarget | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Attach to Port or URL'),
    prompt: vscode.l10n.t('A port on this machine, host:port, or the ws:// URL that the program printed when it started with --inspect'),
    placeHolder: '9229',
    validateInput: (value) => (value.trim() === '' || parseAddress(value) ? undefined : vscode.l10n.t('Type a port, host:port, or a ws:// URL.')),
  });
  const address = text === undefined ? null : parseAddress(text);
  return address ? attachWithProgress(registry, address, addressText(address)) : undefined;
}

export async function pickDebugSession({ registry, debugSessions }: PickParts): Promise<AttachedTarget | undefined> {
  const items = sessionItems({ registry, debugSessions });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No JavaScript debug session is running.'));
    return undefined;
  }
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Attach to which debug session?') });
  return picked?.reach?.();
}

async function targetItems(parts: PickParts): Promise<TargetItem[]> {
  const { registry } = parts;
  const attached = registry.attached.map((target): TargetItem => ({ label: `$(debug-connected) ${oneLine(target.label)}`, description: addressText(target.address), reach: () => Promise.resolve(target) }));
  const sections: [string, TargetItem[]][] = [
    [vscode.l10n.t('attached'), attached],
    [vscode.l10n.t('debug sessions'), sessionItems(parts)],
    [vscode.l10n.t('Node.js processes of this machine'), processItems(registry, await listProcesses())],
    [vscode.l10n.t('elsewhere'), [{ label: `$(plug) ${vscode.l10n.t('Port or URL…')}`, reach: () => askAddress(registry), alwaysShow: true }]],
  ];
  return sections.flatMap(([label, items]) => (items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items]));
}

function processItems(registry: TargetRegistry, processes: readonly ProcessRow[]): TargetItem[] {
  const rows = targetRoots(processes, registry.attached, targetListOptions());
  return rows.filter((row) => row.kind === 'process').map(({ process }) => ({
    label: `$(server-process) ${oneLine(processName(process))}`,
    description: [vscode.l10n.t('PID {0}', String(process.pid)), process.rssBytes === null ? '' : formatBytes(process.rssBytes, vscode.env.language)].filter(Boolean).join(' · '),
    detail: oneLine(commandText(process)),
    reach: () => attachWithProgress(registry, { kind: 'pid', pid: process.pid }, processName(process)),
  }));
}

function sessionItems({ registry, debugSessions }: PickParts): TargetItem[] {
  return debugSessions.withTarget.map((session) => ({
    label: `$(debug) ${oneLine(session.name)}`,
    reach: async () => attachWithProgress(registry, await debugSessionAddress(session), session.name),
  }));
}
