/** More objects of a class in every capture, whoever holds them: for growth that no single collection explains. */
import type { HeapAnalysis } from '../heapAnalysis.ts';
import { hasBit } from '../../base/bitset.ts';
import { grewEveryTime } from './growingCollection.ts';
import { pathThroughHolder } from './holders.ts';
import { isSystemKind, isToolClass } from './noise.ts';
import { bytes, count } from './numbers.ts';
import type { Finding, Rule, Severity } from './rule.ts';

/** Absolute and relative growth below which a class is not worth a line. */
const MIN_NEW = 20;
const MIN_GROWTH = 0.2;
const HIGH_NEW = 200;

export const growingClass: Rule = {
  id: 'growing-class',
  appliesTo: 'growth',
  find({ newest, heaps, growth, cancel }) {
    if (!growth) return [];
    const { survivors, diff } = growth;
    const indexByKey = new Map(newest.classes.keyByClass.map((key, index) => [key, index]));
    const findings: Finding[] = [];
    for (const row of diff.classes) {
      cancel.throwIfCancelled();
      const net = row.addedNodes.length - row.removedNodes.length;
      const classIndex = indexByKey.get(row.classKey);
      if (classIndex === undefined || net < MIN_NEW || isToolClass(row.name)) continue;
      if (isSystemKind(newest.graph.kindByNode[row.addedNodes[0]!]!) || !isNamedObject(row.name)) continue;
      const now = newest.classes.nodeCountByClass[classIndex]!;
      if (net / Math.max(1, now - net) < MIN_GROWTH) continue;
      const sample = row.addedNodes.at(-1)!;
      const grownBytes = retainedDelta(heaps[0]!, newest, row.classKey, classIndex);
      const { path, holderIndex } = pathThroughHolder(newest, sample, null, (node) => hasBit(survivors, node), cancel);
      findings.push({
        ruleId: growingClass.id,
        severity: severityOf(net, grewEveryTime(heaps, row.classKey)),
        classIndex,
        bytes: Math.max(0, grownBytes),
        reason: `${count(net)} more ${row.name} than in the first capture (${count(now - net)} then, ${count(now)} now), ${bytes(Math.max(0, grownBytes))} more retained`,
        sample,
        path,
        holderIndex,
      });
    }
    return findings;
  },
};

/** Texts, numbers and V8's arrays say nothing by themselves: whatever holds them is the suspect. */
function isNamedObject(name: string): boolean {
  return !name.startsWith('(');
}

function severityOf(net: number, steady: boolean): Severity {
  if (!steady) return 'low';
  return net >= HIGH_NEW ? 'medium' : 'low';
}

function retainedDelta(base: HeapAnalysis, newest: HeapAnalysis, classKey: string, classIndex: number): number {
  const before = base.classes.keyByClass.indexOf(classKey);
  return newest.classes.retainedBytesByClass[classIndex]! - (before < 0 ? 0 : base.classes.retainedBytesByClass[before]!);
}
