/** The Captures view: newest first, from the library. */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { CaptureEntry } from '../captures/captureEntry.ts';
import type { CaptureLibrary } from '../captures/captureLibrary.ts';
import { DisposableStore } from '../disposable.ts';
import { formatBytes, formatDuration, formatTime, oneLine } from '../format.ts';

export interface CapturesView extends vscode.Disposable {
  readonly provider: vscode.TreeDataProvider<CaptureEntry>;
  /** What the user has selected, in the view's order. */
  readonly selection: readonly CaptureEntry[];
  /** Selects the capture and brings it into sight. Does nothing while the view is hidden. */
  reveal(entry: CaptureEntry): Promise<void>;
}

export const CAPTURES_VIEW = 'heapline.captures';

export function createCapturesView(library: CaptureLibrary): CapturesView {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<CaptureEntry | undefined>());
  let firstRead: Promise<void> | null = null;
  const provider: vscode.TreeDataProvider<CaptureEntry> = {
    onDidChangeTreeData: changed.event,
    async getChildren(entry) {
      if (entry !== undefined) return [];
      await (firstRead ??= library.refresh());
      return [...library.entries];
    },
    getParent: () => undefined,
    getTreeItem: captureItem,
  };
  const view = store.add(vscode.window.createTreeView(CAPTURES_VIEW, { treeDataProvider: provider, canSelectMany: true }));
  store.add(library.onDidChange(() => changed.fire(undefined)));
  const tellSelection = (): void => {
    void vscode.commands.executeCommand('setContext', 'heapline.captures.selected', view.selection.length);
  };
  store.add(view.onDidChangeSelection(tellSelection));
  tellSelection();
  return {
    provider,
    get selection() {
      return view.selection;
    },
    async reveal(entry) {
      if (view.visible) await view.reveal(entry, { select: true, focus: false });
    },
    dispose: () => store.dispose(),
  };
}

function captureItem(entry: CaptureEntry): vscode.TreeItem {
  const locale = vscode.env.language;
  const item = new vscode.TreeItem(oneLine(entry.label));
  const size = formatBytes(entry.fileBytes, locale);
  const time = formatTime(entry.takenAtMs, Date.now(), locale);
  item.id = entry.path;
  item.description = [size, time, entry.isExternal ? oneLine(entry.target) : shortTarget(entry)].join(' · ');
  item.tooltip = captureTooltip(entry);
  item.iconPath = new vscode.ThemeIcon(entry.isExternal ? 'file' : 'device-camera');
  item.contextValue = entry.isExternal ? 'capture.external' : 'capture.own';
  item.command = { command: 'heapline.openCapture', title: vscode.l10n.t('Open Capture'), arguments: [entry] };
  item.accessibilityInformation = { label: vscode.l10n.t('Capture {0}, of {1}, taken {2}, {3}', oneLine(entry.label), targetText(entry), time, size) };
  return item;
}

/** The default label names the target already; a label of the user's own may not. */
function shortTarget({ label, target, pid }: CaptureEntry): string {
  return [label.startsWith(target) ? '' : oneLine(target), pid === null ? '' : vscode.l10n.t('PID {0}', String(pid))].filter(Boolean).join(' · ');
}

function targetText({ target, pid }: CaptureEntry): string {
  return pid === null ? oneLine(target) : vscode.l10n.t('{0} (PID {1})', oneLine(target), String(pid));
}

function captureTooltip(entry: CaptureEntry): vscode.MarkdownString {
  const locale = vscode.env.language;
  const tooltip = new vscode.MarkdownString();
  const lines = [
    oneLine(entry.label),
    entry.isExternal ? '' : vscode.l10n.t('Target: {0}, {1}', targetText(entry), oneLine(entry.thread)),
    entry.nodeVersion === null ? '' : vscode.l10n.t('Node.js: {0}', oneLine(entry.nodeVersion)),
    vscode.l10n.t('Taken: {0}', new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(entry.takenAtMs)),
    entry.durationMs === null ? '' : vscode.l10n.t('Duration: {0}', formatDuration(entry.durationMs, locale)),
    vscode.l10n.t('Folder: {0}', dirname(entry.path)),
  ];
  for (const line of lines.filter(Boolean)) tooltip.appendText(`${line}\n`);
  return tooltip;
}
