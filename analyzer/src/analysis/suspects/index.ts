/** All rules in order, and the list that they make together: one cause one row, the worst first. */
import type { CancelSignal } from '../../base/cancel.ts';
import type { HeapAnalysis } from '../heapAnalysis.ts';
import { growingClass } from './growingClass.ts';
import { growingCollection } from './growingCollection.ts';
import { largeCollection } from './largeCollection.ts';
import { growingClosures, manyClosures } from './manyClosures.ts';
import { outnumbering } from './outnumbering.ts';
import type { Finding, Growth, Rule, RuleContext, Severity } from './rule.ts';

/** Earlier rules explain better: of two findings with one cause the earlier rule's stays. */
export const RULES: readonly Rule[] = [growingCollection, growingClosures, growingClass, largeCollection, manyClosures, outnumbering];

const SEVERITY_ORDER: Readonly<Record<Severity, number>> = { high: 0, medium: 1, low: 2 };

export interface SuspectFindings {
  readonly findings: readonly Finding[];
  readonly growth: Growth | null;
}

/**
 * Judges the newest of the heaps against the first, or alone. `identity`: what stayed and what is new, null when objects can't be followed
 * or there is one heap. `isIgnored` leaves out what the user does not want to see.
 */
export function findSuspects(heaps: readonly HeapAnalysis[], identity: Growth['identity'], isIgnored: (ruleId: string, className: string) => boolean, cancel: CancelSignal): SuspectFindings {
  const newest = heaps.at(-1)!;
  const growth = heaps.length > 1 ? { base: heaps[0]!, identity } : null;
  const context: RuleContext = { heaps, newest, growth, cancel };
  const found = RULES.filter(({ appliesTo }) => (appliesTo === 'growth') === (growth !== null)).flatMap((rule) => rule.find(context));
  const wanted = found.filter(({ ruleId, classIndex }) => !isIgnored(ruleId, newest.classes.nameByClass[classIndex]!));
  return { findings: mergeByCause(newest, wanted).sort(compareFindings), growth };
}

function compareFindings(a: Finding, b: Finding): number {
  return SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] || b.bytes - a.bytes || a.sample - b.sample;
}

/** Findings whose objects hang on one holder have one cause; so have those whose sample lies on the path of another's. */
function mergeByCause(newest: HeapAnalysis, findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  const causes = new Set<number>();
  const ordered = findings.map((finding, order) => ({ finding, order })).sort((a, b) => ruleOrder(a.finding) - ruleOrder(b.finding) || SEVERITY_ORDER[a.finding.severity] - SEVERITY_ORDER[b.finding.severity] || b.finding.bytes - a.finding.bytes || a.order - b.order);
  const keptClasses = new Map<number, Finding>();
  for (const { finding } of ordered) {
    const holder = finding.path.nodes[finding.holderIndex]!;
    const known = keptClasses.get(finding.classIndex);
    // The same class by another rule: the first rule has said it better, unless closures share only the class `Function`.
    const isSameClass = known !== undefined && (known.ruleId !== finding.ruleId) && newest.classes.nameByClass[finding.classIndex] !== 'Function';
    if (causes.has(holder) || isSameClass || liesOnKeptPath(kept, finding)) continue;
    causes.add(holder);
    keptClasses.set(finding.classIndex, finding);
    kept.push(finding);
  }
  return kept;
}

function ruleOrder({ ruleId }: Finding): number {
  return RULES.findIndex(({ id }) => id === ruleId);
}

/** What hangs on an accused object is no cause of its own. */
function liesOnKeptPath(kept: readonly Finding[], { path, holderIndex }: Finding): boolean {
  const inner = path.nodes.slice(1, holderIndex);
  return kept.some(({ sample }) => inner.includes(sample));
}
