/** From findings to rows: path in words, holder, and the line to change. */
import type { PathStep, RetainingPath, SourceLocation, Suspect, SuspectReport, NodeRow } from '../../protocol/rows.ts';
import type { CaptureHandle, NodeOrdinal } from '../../protocol/units.ts';
import { membersOfClass } from '../analysis/classMembers.ts';
import type { HeapAnalysis } from '../analysis/heapAnalysis.ts';
import { findSuspects } from '../analysis/suspects/index.ts';
import type { Finding, Growth } from '../analysis/suspects/rule.ts';
import { hasBit } from '../base/bitset.ts';
import type { CancelSignal } from '../base/cancel.ts';
import type { SourceResolver } from '../sources/sourceResolver.ts';
import { describePath } from '../words/describePath.ts';

export interface SuspectInput {
  readonly handle: CaptureHandle;
  readonly analysis: HeapAnalysis;
  readonly sources: SourceResolver;
}

export interface SuspectOptions {
  readonly limit: number;
  readonly ignoredClassNames: readonly string[];
  readonly ignoredRuleIds: readonly string[];
}

/** Judges captures of one process, oldest first. `nodeRow` makes a row of the capture at that index. */
export function buildSuspectReport(inputs: readonly SuspectInput[], identity: Growth['identity'], options: SuspectOptions, nodeRow: (input: number, node: NodeOrdinal) => NodeRow, cancel: CancelSignal): SuspectReport {
  const isIgnored = (ruleId: string, className: string): boolean => options.ignoredRuleIds.includes(ruleId) || options.ignoredClassNames.includes(className);
  const { findings, growth } = findSuspects(inputs.map(({ analysis }) => analysis), identity, isIgnored, cancel);
  const last = inputs.length - 1;
  const described = findings.slice(0, Math.max(options.limit * 3, MIN_DESCRIBED)).map((finding) => ({ finding, suspect: describeFinding(inputs, finding, (node) => nodeRow(last, node)) }));
  const newestBytes = inputs[last]!.analysis.totalBytes;
  const worth = described.filter(({ finding, suspect }) => suspect.culprit?.owner === 'user' || finding.bytes >= SYSTEM_SHARE * newestBytes);
  const ranked = worth
    .map(({ suspect }) => suspect)
    .sort((a, b) => SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity)) // stable: within a severity the findings' order stays
    .slice(0, options.limit)
    .map((suspect, index) => ({ ...suspect, rank: index + 1 }));
  return { captures: inputs.map(({ handle }) => handle), suspects: ranked, setAside: setAsideSentences(options, { captures: inputs.length, canFollow: growth === null || growth.identity !== null, small: described.length - worth.length }) };
}

/** Findings that are described at least, so that those set aside are counted. */
const MIN_DESCRIBED = 30;
/** What no line of the user's holds is Node.js at work (modules, caches, pools), unless it is this share of the heap. */
const SYSTEM_SHARE = 0.1;
const SEVERITY_ORDER = ['high', 'medium', 'low'] as const;

function describeFinding(inputs: readonly SuspectInput[], finding: Finding, nodeRow: (node: NodeOrdinal) => NodeRow): Omit<Suspect, 'rank'> {
  const { handle, analysis, sources } = inputs.at(-1)!;
  const { classes } = analysis;
  const path = describePath({ analysis, sources, nodeRow }, finding.path);
  const base = inputs.length > 1 ? inputs[0]!.analysis : null;
  const baseIndex = base ? base.classes.keyByClass.indexOf(classes.keyByClass[finding.classIndex]!) : -1;
  const count = classes.nodeCountByClass[finding.classIndex]!;
  const retainedBytes = analysis.retainedBytesByClass[finding.classIndex]!;
  const culprit = findCulprit(path, finding.holderIndex);
  return {
    ruleId: finding.ruleId,
    // What no line of the user's holds is worth knowing, not worth an alarm.
    severity: culprit?.owner === 'user' ? finding.severity : 'low',
    classKey: classes.keyByClass[finding.classIndex]!,
    className: classes.nameByClass[finding.classIndex]!,
    count,
    retainedBytes,
    countDelta: base ? count - (baseIndex < 0 ? 0 : base.classes.nodeCountByClass[baseIndex]!) : null,
    retainedBytesDelta: base ? retainedBytes - (baseIndex < 0 ? 0 : base.retainedBytesByClass[baseIndex]!) : null,
    reason: finding.reason,
    holder: holderWords(path),
    capture: handle,
    sample: path.steps[0]!.node,
    path,
    culprit,
  };
}

/**
 * The line where the reference is made that keeps the objects: from the holder outwards the first captured variable or property in the
 * user's own code; else the first place of theirs on the way; else the object's own class; else whatever place there is.
 */
export function findCulprit({ steps }: RetainingPath, holderIndex: number): SourceLocation | null {
  const outer = steps.slice(Math.max(1, holderIndex));
  const inner = steps.slice(1, Math.max(1, holderIndex)).reverse();
  const isReference = ({ edgeKind }: PathStep): boolean => edgeKind === 'context' || edgeKind === 'property' || edgeKind === 'hidden';
  const isUsers = ({ location }: PathStep): boolean => location?.owner === 'user';
  const best = outer.find((step) => isUsers(step) && isReference(step)) ?? outer.find(isUsers) ?? inner.find(isUsers) ?? (isUsers(steps[0]!) ? steps[0] : undefined) ?? outer.find(({ location }) => location?.owner === 'dependency');
  return best?.location ?? null;
}

function holderWords({ sentence }: RetainingPath): string {
  const at = sentence.indexOf(' is held by ');
  return at < 0 ? sentence : sentence.slice(at + ' is held by '.length);
}

function setAsideSentences({ ignoredClassNames, ignoredRuleIds }: SuspectOptions, { captures, canFollow, small }: { captures: number; canFollow: boolean; small: number }): string[] {
  const sentences: string[] = [];
  if (captures === 1) sentences.push('Growth: one capture cannot show it. Capture again after some load');
  if (!canFollow) sentences.push('Single objects: these captures do not number them alike, because the inspector was disconnected in between or they are of two processes. Numbers per constructor were compared; stay attached between captures for more');
  if (small > 0) sentences.push(`${small} small finding${small === 1 ? '' : 's'} that only Node.js itself holds`);
  sentences.push("V8's own objects: compiled code, object shapes, hidden tables, and what an inspector session holds");
  if (ignoredClassNames.length > 0) sentences.push(`Ignored constructors: ${ignoredClassNames.join(', ')}`);
  if (ignoredRuleIds.length > 0) sentences.push(`Ignored rules: ${ignoredRuleIds.join(', ')}`);
  return sentences;
}

/** Members of the class in the newest capture, those that came since the first one when objects can be followed. */
export function suspectInstances({ analysis }: SuspectInput, identity: Growth['identity'], classKey: string, order: 'largest' | 'newest'): Uint32Array {
  const index = analysis.classes.keyByClass.indexOf(classKey);
  if (index < 0) return new Uint32Array(0);
  const members = membersOfClass(analysis, index);
  const fresh = identity ? members.filter((node) => !hasBit(identity.survivors, node)) : members;
  const shown = fresh.length > 0 ? fresh : members;
  const { retainedBytesByNode, graph } = analysis;
  const keys = Float64Array.from(shown, (node) => (order === 'largest' ? retainedBytesByNode.at(node) : graph.nodeIdByNode.at(node)));
  return Uint32Array.from(shown.keys())
    .sort((a, b) => keys[b]! - keys[a]! || a - b)
    .map((place) => shown[place]!);
}
