/** The Suspicious Constructors view, node by node, in words and icons. Names from a heap are untrusted: plain text, one line, bounded. */
import * as vscode from 'vscode';
import type { NodeRow, SourceLocation, Suspect } from '../../../analyzer/protocol/rows.ts';
import { formatBytes, formatCount, formatDelta, oneLine } from '../format.ts';
import { suspectNodeId, type CulpritNode, type InstanceNode, type MoreNode, type SentenceNode, type SetAsideNode, type StepNode, type SuspectTreeNode } from './suspectNodes.ts';

const SEVERITY_ICONS = { high: ['error', 'list.errorForeground'], medium: ['warning', 'list.warningForeground'], low: ['info', 'charts.blue'] } as const;

export function suspectItem(node: SuspectTreeNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = suspectNodeId(node);
  item.contextValue ??= node.kind;
  return item;
}

function itemOf(node: SuspectTreeNode): vscode.TreeItem {
  switch (node.kind) {
    case 'suspect': return classItem(node.suspect);
    case 'culprit': return culpritItem(node);
    case 'instance': return instanceItem(node);
    case 'step': return stepItem(node);
    case 'more': return moreItem(node);
    case 'setAside': return setAsideItem(node);
    case 'sentence': return sentenceItem(node);
  }
}

function classItem(suspect: Suspect): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(suspect.className), vscode.TreeItemCollapsibleState.Collapsed);
  const numbers = suspectNumbers(suspect);
  item.description = [numbers, plain(suspect.reason)].join(' · ');
  const [icon, color] = SEVERITY_ICONS[suspect.severity];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.tooltip = suspectTooltip(suspect, numbers);
  item.contextValue = suspect.culprit ? 'suspect.culprit' : 'suspect';
  const rank = String(suspect.rank);
  item.accessibilityInformation = { label: vscode.l10n.t('Suspect {0}: {1}, {2}. {3}', rank, item.label as string, numbers, plain(suspect.reason)) };
  return item;
}

/** `+1,649 · 4.1 MB`: what grew and what all instances retain now. */
function suspectNumbers({ count, countDelta, retainedBytes }: Suspect): string {
  const locale = vscode.env.language;
  return [countDelta === null ? `×${formatCount(count, locale)}` : formatDelta(countDelta, locale), formatBytes(retainedBytes, locale)].join(' · ');
}

function suspectTooltip(suspect: Suspect, numbers: string): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  const lines = [
    `${suspect.rank}. ${oneLine(suspect.className)}: ${numbers}`,
    plain(suspect.reason, 500),
    suspect.holder ? vscode.l10n.t('Held by: {0}', plain(suspect.holder, 500)) : '',
    plain(suspect.path.sentence, 1000),
    suspect.culprit ? vscode.l10n.t('Line to look at: {0}', oneLine(suspect.culprit.label)) : '',
  ];
  for (const line of lines.filter(Boolean)) tooltip.appendText(`${line}\n`);
  return tooltip;
}

/** Words with the names in backticks, without the backticks: a tree draws no code. */
function plain(words: string, longest?: number): string {
  return oneLine(words, longest).replaceAll('`', '');
}

function culpritItem({ location, suspect }: CulpritNode): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(location.label));
  item.description = plain(suspect.holder);
  item.iconPath = new vscode.ThemeIcon('target');
  item.tooltip = locationTooltip(location);
  item.command = openCommand(location);
  item.accessibilityInformation = { label: vscode.l10n.t('Line to look at: {0}. {1}', item.label as string, item.description) };
  return item;
}

function instanceItem({ row }: InstanceNode): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(row.name, 100) || oneLine(row.className), vscode.TreeItemCollapsibleState.Collapsed);
  const bytes = retainedText(row);
  item.description = `@${row.nodeId} · ${bytes}`;
  item.tooltip = instanceTooltip(row);
  item.iconPath = new vscode.ThemeIcon('symbol-class');
  item.accessibilityInformation = { label: vscode.l10n.t('Object {0}, number {1}, retains {2}', item.label as string, String(row.nodeId), bytes) };
  return item;
}

/** Suspects come from a whole analysis; an object of one that is read again has an ellipsis until it is whole again. */
function retainedText({ retainedBytes }: NodeRow): string {
  return retainedBytes === null ? '…' : formatBytes(retainedBytes, vscode.env.language);
}

function instanceTooltip(row: NodeRow): vscode.MarkdownString {
  const locale = vscode.env.language;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(`${oneLine(row.className)} @${row.nodeId}\n`);
  tooltip.appendText(vscode.l10n.t('Shallow size {0}, retained size {1}', formatBytes(row.selfBytes, locale), retainedText(row)));
  return tooltip;
}

function stepItem({ step, position }: StepNode): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(step.words));
  item.description = step.location ? oneLine(step.location.label) : oneLine(step.node.className);
  item.tooltip = step.location ? locationTooltip(step.location, `${oneLine(step.node.className)} @${step.node.nodeId}`) : undefined;
  // The user's own code stands out; what Node and V8 need to hold it does not.
  item.iconPath = step.owner === 'user' ? new vscode.ThemeIcon('arrow-small-up', new vscode.ThemeColor('charts.orange')) : new vscode.ThemeIcon('arrow-small-up', new vscode.ThemeColor('disabledForeground'));
  item.contextValue = step.location ? 'step.location' : 'step';
  if (step.location) item.command = openCommand(step.location);
  item.accessibilityInformation = { label: vscode.l10n.t('Step {0}: held by {1}, {2}', String(position), item.label as string, item.description) };
  return item;
}

function moreItem({ suspect, hiddenCount }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more…', formatCount(hiddenCount, vscode.env.language)));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'heapline.showMoreInstances', title: vscode.l10n.t('Show More Instances'), arguments: [suspect] };
  return item;
}

function setAsideItem({ sentences }: SetAsideNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Set aside'), vscode.TreeItemCollapsibleState.Collapsed);
  item.description = String(sentences.length);
  item.iconPath = new vscode.ThemeIcon('filter');
  return item;
}

function sentenceItem({ text }: SentenceNode): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(text));
  item.tooltip = plain(text, 1000);
  item.iconPath = new vscode.ThemeIcon('dash');
  return item;
}

function locationTooltip(location: SourceLocation, more?: string): string {
  return [more, `${oneLine(location.file ?? location.url, 1000)}:${location.line}:${location.column}`].filter(Boolean).join('\n');
}

function openCommand(location: SourceLocation): vscode.Command {
  return { command: 'heapline.openSource', title: vscode.l10n.t('Open Source'), arguments: [location] };
}
