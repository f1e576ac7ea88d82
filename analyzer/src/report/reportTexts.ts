/** The reports of the command line as text: what is shown without `--json`. */
import type { ClassRow, DiffRow, HeapSummary, RetainingPath, SourceLocation, Suspect, SuspectReport } from '../../protocol/rows.ts';
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE, type Distance } from '../../protocol/units.ts';
import { formatBytes, formatCount, formatDelta, formatShare } from './formatNumbers.ts';
import { oneLine, textTable } from './textTable.ts';

/** One capture: a head line and its constructors. */
export function summaryText(summary: Omit<HeapSummary, 'stage'>, rows: readonly ClassRow[], totalClasses: number): string {
  const head = `${summary.path}: ${formatBytes(summary.totalBytes)} in ${formatCount(summary.nodeCount)} objects, ${formatCount(summary.edgeCount)} references`;
  const losses = summary.diagnostics.filter(({ severity }) => severity === 'dataLoss').map(({ sentence, count }) => `! ${sentence}: ${formatCount(count)}`);
  const table = textTable(rows, [
    { title: 'Constructor', align: 'left', text: ({ name }) => name },
    { title: 'Distance', align: 'right', text: ({ distance }) => known(distance, distanceText) },
    { title: 'Count', align: 'right', text: ({ count }) => formatCount(count) },
    { title: 'Shallow', align: 'right', text: ({ selfBytes }) => formatCount(selfBytes) },
    { title: '', align: 'right', text: ({ selfBytes }) => formatShare(selfBytes, summary.totalBytes) },
    { title: 'Retained', align: 'right', text: ({ retainedBytes }) => known(retainedBytes, formatCount) },
    { title: '', align: 'right', text: ({ retainedBytes }) => known(retainedBytes, (bytes) => formatShare(bytes, summary.totalBytes)) },
    { title: 'Source', align: 'left', text: ({ location }) => locationText(location) },
  ]);
  return [head, ...losses, '', table, ...moreText(rows.length, totalClasses, 'constructors')].join('\n');
}

/** Two captures: the constructors that changed. */
export function diffText(rows: readonly DiffRow[], totalClasses: number, canFollow: boolean): string {
  if (totalClasses === 0) return 'Nothing changed.';
  const warning = canFollow ? [] : ['! These captures do not number their objects alike: the inspector was disconnected in between, or they are of two processes. New and deleted are meaningless; only the deltas count.', ''];
  const table = textTable(rows, [
    { title: 'Constructor', align: 'left', text: ({ name }) => name },
    { title: '# New', align: 'right', text: ({ addedCount }) => formatCount(addedCount) },
    { title: '# Deleted', align: 'right', text: ({ removedCount }) => formatCount(removedCount) },
    { title: '# Delta', align: 'right', text: ({ deltaCount }) => formatDelta(deltaCount) },
    { title: 'Alloc. Size', align: 'right', text: ({ addedBytes }) => formatCount(addedBytes) },
    { title: 'Freed Size', align: 'right', text: ({ removedBytes }) => formatCount(removedBytes) },
    { title: 'Size Delta', align: 'right', text: ({ deltaBytes }) => formatDelta(deltaBytes) },
    { title: 'Source', align: 'left', text: ({ location }) => locationText(location) },
  ]);
  return [...warning, table, ...moreText(rows.length, totalClasses, 'constructors')].join('\n');
}

/** The suspects with reason, holder, path and line. */
export function suspectsText({ suspects, setAside }: SuspectReport): string {
  const parts = suspects.length === 0 ? ['No suspicious constructors.'] : suspects.map(suspectText);
  if (setAside.length > 0) parts.push(['Set aside:', ...setAside.map((sentence) => `  ${oneLine(sentence)}`)].join('\n'));
  return parts.join('\n\n');
}

function suspectText(suspect: Suspect): string {
  const growth = suspect.countDelta === null ? '' : ` (${formatDelta(suspect.countDelta)})`;
  const bytes = suspect.retainedBytesDelta === null ? '' : ` (${formatDelta(suspect.retainedBytesDelta, formatBytes)})`;
  return [
    `${suspect.rank}. ${oneLine(suspect.className)}: ${formatCount(suspect.count)}${growth} live, ${formatBytes(suspect.retainedBytes)}${bytes} retained [${suspect.severity}, ${suspect.ruleId}]`,
    ...(suspect.culprit ? [`   at ${locationText(suspect.culprit, true)}`] : []),
    `   ${oneLine(suspect.reason)}`,
    `   held by ${oneLine(suspect.holder)}`,
    ...pathLines(suspect.path).map((line) => `     ${line}`),
  ].join('\n');
}

/** The path from an object to its root, one step a line. */
export function pathText(path: RetainingPath): string {
  return [oneLine(path.sentence), '', ...pathLines(path)].join('\n');
}

function pathLines({ steps }: RetainingPath): string[] {
  return steps.map((step, index) => {
    const location = step.location ? `  (${locationText(step.location)})` : '';
    return `${index === 0 ? '' : '← '}${oneLine(step.words)}  @${step.node.nodeId}${location}`;
  });
}

/** What is not computed yet is an ellipsis. */
function known(value: number | null, format: (value: number) => string): string {
  return value === null ? '…' : format(value);
}

/** Distances as DevTools shows them. */
export function distanceText(distance: Distance): string {
  if (distance === UNREACHABLE_DISTANCE) return '–';
  return distance >= DISTANCE_BASE_SYSTEM ? '-' : formatCount(distance);
}

function locationText(location: SourceLocation | null, whole = false): string {
  if (!location) return '';
  return oneLine(whole && location.file ? `${location.file}:${location.line}:${location.column}` : location.label);
}

function moreText(shown: number, total: number, what: string): string[] {
  return total > shown ? [`… and ${formatCount(total - shown)} more ${what} (--limit N shows more)`] : [];
}
