/** The Targets view: Node.js processes of this machine, and every target that we are attached to with its threads. */
import * as vscode from 'vscode';
import { changes, targetListOptions, targetsRefreshMs } from '../config.ts';
import { DisposableStore } from '../disposable.ts';
import { formatBytes, oneLine } from '../format.ts';
import type { ProcessRow } from '../inspector/target.ts';
import { logError, type Log } from '../log.ts';
import { listProcesses } from '../processes/listProcesses.ts';
import type { NodeVersionMemory } from '../processes/nodeVersion.ts';
import type { TargetRegistry } from '../targets/targetRegistry.ts';
import { commandText, processName } from '../targets/targetWords.ts';
import { listSignature, targetNodeId, targetRoots, threadsOf, type AttachedNode, type ProcessNode, type TargetNode, type ThreadNode } from './targetNodes.ts';

export interface TargetsView extends vscode.Disposable {
  /** Lists the processes again. */
  refresh(): Promise<void>;
  /** For tests and for the picker: what the view shows. */
  readonly provider: vscode.TreeDataProvider<TargetNode>;
}

export const TARGETS_VIEW = 'heapline.targets';

export function createTargetsView(registry: TargetRegistry, log: Log): TargetsView {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<TargetNode | undefined>());
  let processes: readonly ProcessRow[] | null = null;

  /** By binary: each is read once, not at every refresh. */
  const versions: NodeVersionMemory = new Map();
  const read = async (): Promise<readonly ProcessRow[]> => (processes = await listProcesses(versions));
  const refresh = async (): Promise<void> => {
    const before = listSignature(processes ?? []);
    const after = await read();
    if (before !== listSignature(after)) changed.fire(undefined);
  };

  const provider: vscode.TreeDataProvider<TargetNode> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node === undefined) return targetRoots(processes ?? (await read()), registry.attached, targetListOptions());
      return node.kind === 'attached' ? threadsOf(node.target) : [];
    },
    getTreeItem: targetItem,
  };

  const view = store.add(vscode.window.createTreeView(TARGETS_VIEW, { treeDataProvider: provider }));
  store.add(registry.onDidChange(() => changed.fire(undefined)));
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (changes(event, 'targets.showEditorProcesses')) changed.fire(undefined);
      if (changes(event, 'targets.refreshSeconds')) pace();
    }),
  );

  // Listing costs a little each time: only while somebody can see it.
  let timer: NodeJS.Timeout | undefined;
  const pace = (): void => {
    clearTimeout(timer);
    const everyMs = targetsRefreshMs();
    if (!view.visible || everyMs === null) return;
    timer = setTimeout(() => {
      refresh().then(pace, (error: unknown) => {
        logError(log, 'Listing the processes', error);
        pace();
      });
    }, everyMs);
  };
  store.add(
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && processes !== null) refresh().catch((error: unknown) => logError(log, 'Listing the processes', error));
      pace();
    }),
  );
  store.add({ dispose: () => clearTimeout(timer) });
  pace();

  return { refresh, provider, dispose: () => store.dispose() };
}

function targetItem(node: TargetNode): vscode.TreeItem {
  const item = node.kind === 'process' ? processItem(node) : node.kind === 'attached' ? attachedItem(node) : threadItem(node);
  item.id = targetNodeId(node);
  item.contextValue = node.kind;
  return item;
}

function processItem({ process }: ProcessNode): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(processName(process)));
  item.description = facts(process);
  item.tooltip = processTooltip(process);
  item.iconPath = new vscode.ThemeIcon(process.role === 'node' ? 'server-process' : process.role === 'electron' ? 'window' : 'code');
  item.accessibilityInformation = { label: vscode.l10n.t('Node.js process {0}, {1}, not attached', item.label as string, item.description) };
  return item;
}

function attachedItem({ target, process }: AttachedNode): vscode.TreeItem {
  const hasThreads = target.threads().length > 1;
  const item = new vscode.TreeItem(oneLine(target.label), hasThreads ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  item.description = process ? facts({ ...process, nodeVersion: target.nodeVersion }) : [target.pid === null ? '' : vscode.l10n.t('PID {0}', target.pid), versionText(target.nodeVersion)].filter(Boolean).join(' · ');
  item.tooltip = process ? processTooltip(process) : undefined;
  item.iconPath = new vscode.ThemeIcon('debug-connected', new vscode.ThemeColor('charts.green'));
  item.accessibilityInformation = { label: vscode.l10n.t('Node.js process {0}, {1}, attached', item.label as string, item.description) };
  return item;
}

function threadItem({ target, thread }: ThreadNode): vscode.TreeItem {
  const isMain = thread === target.main;
  const item = new vscode.TreeItem(isMain ? vscode.l10n.t('Main thread') : oneLine(thread.label));
  if (thread.url) item.tooltip = oneLine(thread.url);
  item.iconPath = new vscode.ThemeIcon(isMain ? 'symbol-event' : 'git-branch');
  item.accessibilityInformation = { label: vscode.l10n.t('Thread {0} of {1}', item.label as string, oneLine(target.label)) };
  return item;
}

/** `PID 4711 · 85 MB · v22.3.0 · :9229` */
function facts({ pid, rssBytes, nodeVersion, inspector }: ProcessRow): string {
  return [vscode.l10n.t('PID {0}', String(pid)), rssBytes === null ? '' : formatBytes(rssBytes, vscode.env.language), nodeVersion ? versionText(nodeVersion) : '', inspector ? `:${inspector.port}` : ''].filter(Boolean).join(' · ');
}

function versionText(version: string): string {
  return version.startsWith('v') ? version : `v${version}`;
}

function processTooltip(process: ProcessRow): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(oneLine(commandText(process), 1000), 'shellscript');
  const lines = [
    process.workingDirectory === null ? '' : vscode.l10n.t('Folder: {0}', oneLine(process.workingDirectory)),
    process.inspector ? vscode.l10n.t('Inspector: {0}', `${process.inspector.host}:${process.inspector.port}`) : vscode.l10n.t('Inspector: closed; attaching opens it and detaching closes it again'),
  ];
  for (const line of lines.filter(Boolean)) tooltip.appendText(`${line}\n`);
  return tooltip;
}
