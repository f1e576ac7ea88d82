/**
 * More objects of a class than before, whoever holds them: for growth that no single collection explains, and for captures whose
 * objects can't be followed.
 */
import type { NodeOrdinal } from '../../../protocol/units.ts';
import { hasBit } from '../../base/bitset.ts';
import { membersOfClass } from '../classMembers.ts';
import type { HeapAnalysis } from '../heapAnalysis.ts';
import { grewEveryTime } from './growingCollection.ts';
import { pathThroughHolder } from './holders.ts';
import { isSystemKind, isToolClass } from './noise.ts';
import { bytes, count } from './numbers.ts';
import type { Finding, Rule, RuleContext, Severity } from './rule.ts';

/** Absolute and relative growth below which a class is not worth a line. */
const MIN_NEW = 20;
const MIN_GROWTH = 0.2;
const HIGH_NEW = 100;

export const growingClass: Rule = {
  id: 'growing-class',
  appliesTo: 'growth',
  find(context) {
    const { newest, growth, cancel } = context;
    if (!growth) return [];
    const before = new Map(growth.base.classes.keyByClass.map((key, index) => [key, growth.base.classes.nodeCountByClass[index]!]));
    const findings: Finding[] = [];
    for (let index = 0; index < newest.classes.classCount; index++) {
      cancel.throwIfCancelled();
      const now = newest.classes.nodeCountByClass[index]!;
      const then = before.get(newest.classes.keyByClass[index]!) ?? 0;
      if (now - then < MIN_NEW || now - then < MIN_GROWTH * then || !isWorthALine(newest, index)) continue;
      findings.push(findingFor(context, index, then, now));
    }
    return findings;
  },
};

/** Texts, numbers, V8's arrays and functions say nothing by themselves: whatever holds them is the suspect. */
function isWorthALine({ classes }: HeapAnalysis, index: number): boolean {
  const name = classes.nameByClass[index]!;
  return !name.startsWith('(') && name !== 'Function' && !isToolClass(name);
}

function findingFor({ newest, heaps, growth, cancel }: RuleContext, index: number, then: number, now: number): Finding {
  const { classes, graph } = newest;
  const identity = growth!.identity;
  const members = membersOfClass(newest, index);
  const isOld = (node: NodeOrdinal): boolean => identity !== null && hasBit(identity.survivors, node);
  const fresh = members.filter((node) => !isOld(node));
  const sample = fresh.reduce((best, node) => (graph.nodeIdByNode.at(node) > graph.nodeIdByNode.at(best) ? node : best), fresh[0] ?? members[0]!);
  const grownBytes = Math.max(0, retainedDelta(heaps[0]!, newest, classes.keyByClass[index]!, index));
  const name = classes.nameByClass[index]!;
  return {
    ruleId: growingClass.id,
    severity: isSystemKind(graph.kindByNode.at(sample)) ? 'low' : severityOf(now - then, grewEveryTime(heaps, classes.keyByClass[index]!)),
    classIndex: index,
    bytes: grownBytes,
    reason: `${count(now - then)} more ${name} than in the first capture (${count(then)} then, ${count(now)} now), ${bytes(grownBytes)} more retained`,
    sample,
    // Without identities the nearest holder is as good a guess as any.
    ...pathThroughHolder(newest, sample, null, (node) => identity === null || isOld(node), cancel),
  };
}

function severityOf(net: number, steady: boolean): Severity {
  if (!steady) return 'low';
  return net >= HIGH_NEW ? 'medium' : 'low';
}

function retainedDelta(base: HeapAnalysis, newest: HeapAnalysis, classKey: string, classIndex: number): number {
  const before = base.classes.keyByClass.indexOf(classKey);
  return newest.retainedBytesByClass[classIndex]! - (before < 0 ? 0 : base.retainedBytesByClass[before]!);
}
