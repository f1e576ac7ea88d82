/** Very many closures of one function: each keeps its scope, and whoever keeps them (a list of listeners, mostly) keeps all. */
import { hasBit } from '../../base/bitset.ts';
import { NODE_KIND } from '../../model/kindCodes.ts';
import type { HeapAnalysis } from '../heapAnalysis.ts';
import { pathThroughHolder } from './holders.ts';
import { bytes, count } from './numbers.ts';
import type { Finding, Growth, Rule, RuleContext } from './rule.ts';

const MIN_CLOSURES_SINGLE = 1000;
const MIN_NEW_CLOSURES = 20;
const HIGH_NEW = 50;

interface FunctionGroup {
  count: number;
  bytes: number;
  newest: number;
}

/** Closures by the place of their function; `accepts` picks which count. O(locations). */
function groupClosures({ graph, retainedBytesByNode }: HeapAnalysis, accepts: (node: number) => boolean): Map<string, FunctionGroup> {
  const { locations } = graph;
  const groups = new Map<string, FunctionGroup>();
  for (let row = 0; row < locations.count; row++) {
    const node = locations.nodeByLocation.at(row);
    if (graph.kindByNode.at(node) !== NODE_KIND.closure || !accepts(node)) continue;
    const key = `${locations.scriptIdByLocation.at(row)}:${locations.lineByLocation.at(row)}:${locations.columnByLocation.at(row)}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { count: 1, bytes: retainedBytesByNode.at(node), newest: node });
    else {
      group.count++;
      group.bytes += retainedBytesByNode.at(node);
      if (graph.nodeIdByNode.at(node) > graph.nodeIdByNode.at(group.newest)) group.newest = node;
    }
  }
  return groups;
}

function toFinding(ruleId: string, { newest, cancel }: RuleContext, { newest: sample, count: closures, bytes: held }: FunctionGroup, growth: Growth | null): Finding {
  const name = newest.graph.strings.text(newest.graph.nameByNode.at(sample)) || 'an anonymous function';
  return {
    ruleId,
    severity: growth === null ? 'low' : closures >= HIGH_NEW ? 'high' : 'medium',
    classIndex: newest.classes.classByNode.at(sample),
    bytes: held,
    reason: `${count(closures)} ${growth ? 'more ' : ''}closures of ${name === 'an anonymous function' ? name : `\`${name}\``}, ${bytes(held)} with their scopes`,
    sample,
    ...pathThroughHolder(newest, sample, null, (node) => !growth?.identity || hasBit(growth.identity.survivors, node), cancel),
  };
}

export const manyClosures: Rule = {
  id: 'many-closures',
  appliesTo: 'single',
  find(context) {
    const groups = [...groupClosures(context.newest, () => true).values()].filter((group) => group.count >= MIN_CLOSURES_SINGLE);
    return groups.map((group) => toFinding(manyClosures.id, context, group, null));
  },
};

export const growingClosures: Rule = {
  id: 'growing-closures',
  appliesTo: 'growth',
  find(context) {
    const { growth, newest } = context;
    if (!growth) return [];
    const before = groupClosures(growth.base, () => true);
    const after = groupClosures(newest, () => true);
    const { identity } = growth;
    const fresh = identity ? groupClosures(newest, (node) => !hasBit(identity.survivors, node)) : after;
    const findings: Finding[] = [];
    for (const [key, group] of fresh) {
      const net = after.get(key)!.count - (before.get(key)?.count ?? 0);
      if (net >= MIN_NEW_CLOSURES) findings.push(toFinding(growingClosures.id, context, { ...group, count: net, bytes: (group.bytes * net) / group.count }, growth));
    }
    return findings;
  },
};
