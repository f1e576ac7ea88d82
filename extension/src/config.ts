/** The settings, read where they are needed and never cached. Every key here has its entry in package.json (a test checks). */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { SourceSettings, SuspectSettings } from '../../analyzer/protocol/requests.ts';
import type { Milliseconds } from '../../analyzer/protocol/units.ts';

export const SECTION = 'heapline';

/** True when one of these settings (without the section) changed. */
export function changes(event: vscode.ConfigurationChangeEvent, ...keys: readonly string[]): boolean {
  return keys.some((key) => event.affectsConfiguration(`${SECTION}.${key}`));
}

export interface AnalyzerSettings {
  /** Absolute path of a Node to run the analyzer on; null: VS Code's own. */
  readonly nodePath: string | null;
  /** Megabytes that open captures may take together; null: half of the machine. */
  readonly maxMemoryMB: number | null;
  /** Whether to keep an index beside each capture. */
  readonly keepIndex: boolean;
}

/** In a window in Restricted Mode VS Code itself withholds a workspace's value of nodePath (`restrictedConfigurations`). */
export function analyzerSettings(): AnalyzerSettings {
  const maxMemoryMB = read('analyzer.maxMemoryMB', 0);
  return { nodePath: expandHome(read('analyzer.nodePath', '').trim()) || null, maxMemoryMB: maxMemoryMB > 0 ? maxMemoryMB : null, keepIndex: read('analyzer.keepIndex', true) };
}

export function sourceSettings(): SourceSettings {
  const folders = workspaceFolders();
  const pathMappings: Record<string, string> = {};
  for (const [prefix, folder] of Object.entries(writtenPathMappings())) {
    if (typeof folder === 'string' && folder !== '') pathMappings[prefix] = expandFolder(folder, folders[0]);
  }
  return { workspaceFolders: folders, pathMappings };
}

/** The mappings as they are written in the settings, to add one to. */
export function writtenPathMappings(): Readonly<Record<string, unknown>> {
  return read<Record<string, unknown>>('sources.pathMappings', {});
}

export function suspectSettings(): SuspectSettings {
  return { ignoredClassNames: strings(read('suspects.ignoredClasses', [])), ignoredRuleIds: strings(read('suspects.ignoredRules', [])) };
}

/** Where captures are kept when the user chose a folder; null: the extension's own storage. */
export function capturesFolder(): string | null {
  const folder = read('captures.folder', '').trim();
  if (folder === '') return null;
  const expanded = expandFolder(folder, workspaceFolders()[0]);
  return isAbsolute(expanded) ? expanded : null;
}

/** A capture that will pause its target for at least this long is confirmed first. */
export function confirmPauseMs(): Milliseconds {
  return Math.max(0, read('capture.confirmPauseSeconds', 2)) * 1000;
}

/** Which processes are listed, and which first. */
export function targetListOptions(): { editorProcesses: boolean; workspaceFolders: string[] } {
  return { editorProcesses: read('targets.showEditorProcesses', false), workspaceFolders: workspaceFolders() };
}

/** Null: only by hand. */
export function targetsRefreshMs(): Milliseconds | null {
  const seconds = read('targets.refreshSeconds', 5);
  return seconds > 0 ? Math.max(1, seconds) * 1000 : null;
}

/** Writes a setting for the workspace when one is open, else for the user. */
export async function writeShared(key: string, value: unknown): Promise<void> {
  const target = vscode.workspace.workspaceFolders?.length ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(SECTION).update(key, value, target);
}

/** Paths of the workspace's folders on this machine; those of virtual ones have none. */
function workspaceFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

function read<Value>(key: string, fallback: Value): Value {
  return vscode.workspace.getConfiguration(SECTION).get<Value>(key) ?? fallback;
}

function strings(value: readonly unknown[]): string[] {
  return value.filter((item) => typeof item === 'string');
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

function expandFolder(path: string, workspaceFolder: string | undefined): string {
  return expandHome(path.replaceAll('${workspaceFolder}', () => workspaceFolder ?? ''));
}
