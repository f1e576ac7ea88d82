/** The last step of every path: the cursor on the line. */
import * as vscode from 'vscode';
import type { SourceLocation } from '../../../analyzer/protocol/rows.ts';
import { writeShared, writtenPathMappings } from '../config.ts';
import { CAPTURE_EDITOR } from '../editors/captureUri.ts';
import { oneLine } from '../format.ts';
import { mappingBetween, pathOfUrl } from './pathMapping.ts';

/** Opens the file on the line, or says why there is none and offers what helps. `beside`: in another column than the active one. */
export async function openSource(location: SourceLocation, options: { readonly beside: boolean }): Promise<void> {
  if (location.file === null) return explainMissing(location);
  const uri = vscode.Uri.file(location.file);
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    return explainMissing(location); // gone since it was found, or not text: the user needs the same help
  }
  await vscode.window.showTextDocument(document, {
    preview: true,
    viewColumn: options.beside ? vscode.ViewColumn.Beside : columnForSource(),
    selection: placeIn(document, location),
  });
}

/** Beside a panel of ours, so that the row that was clicked stays in sight; else where the user is. */
function columnForSource(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups;
  if (!isOurs(groups.activeTabGroup.activeTab)) return vscode.ViewColumn.Active;
  const other = groups.all.find(({ activeTab }) => !isOurs(activeTab));
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

function isOurs(tab: vscode.Tab | undefined): boolean {
  return tab?.input instanceof vscode.TabInputCustom && tab.input.viewType === CAPTURE_EDITOR;
}

/** The cursor, clamped to what the file has today: it may have been edited since. */
function placeIn(document: vscode.TextDocument, { line, column }: SourceLocation): vscode.Range {
  const position = document.validatePosition(new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)));
  return new vscode.Range(position, position);
}

async function explainMissing(location: SourceLocation): Promise<void> {
  const url = oneLine(location.url);
  if (location.owner === 'node' || location.url.startsWith('node:')) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is part of Node.js itself, line {1}: there is no file of yours to open.', url, location.line));
    return;
  }
  if (location.url === '' || location.url.startsWith('evalmachine')) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This code was made while the program ran: it has no file.'));
    return;
  }
  const locate = vscode.l10n.t('Find the File…');
  const settings = vscode.l10n.t('Path Mappings…');
  const text = vscode.l10n.t('{0} is not on this machine. Show Heapline where its folder is, once, and all its neighbors are found too.', url);
  const answer = await vscode.window.showWarningMessage(text, locate, settings);
  if (answer === settings) await vscode.commands.executeCommand('workbench.action.openSettings', 'heapline.sources.pathMappings');
  if (answer === locate) await findFile(location);
}

/** The user shows one file; the mapping that follows from it is kept. */
async function findFile(location: SourceLocation): Promise<void> {
  const [chosen] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Where is {0}?', oneLine(location.url)), openLabel: vscode.l10n.t('This Is the File') })) ?? [];
  if (!chosen) return;
  const mapping = mappingBetween(location.url, chosen.fsPath);
  if (!mapping) {
    void vscode.window.showWarningMessage(vscode.l10n.t('{0} and {1} do not have the same file name.', oneLine(pathOfUrl(location.url)), chosen.fsPath));
    return;
  }
  await writeShared('sources.pathMappings', { ...writtenPathMappings(), [mapping.prefix]: mapping.folder });
  await openSource({ ...location, file: chosen.fsPath }, { beside: false });
}
