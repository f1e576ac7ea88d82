/**
 * New objects that an old one holds: a Map, array or dictionary that was there before and only gets fuller. The strongest sign of a
 * leak between two captures, and it names the collection.
 */
import type { NodeOrdinal } from '../../../protocol/units.ts';
import { hasBit } from '../../base/bitset.ts';
import { CANCEL_CHECK_MASK } from '../../base/cancel.ts';
import { NODE_KIND } from '../../model/kindCodes.ts';
import type { HeapAnalysis } from '../heapAnalysis.ts';
import { tallyHeld, type HeldClass } from './heldObjects.ts';
import { pathThroughHolder } from './holders.ts';
import { isGeneralHolder, isHelper, isToolClass } from './noise.ts';
import { bytes, count } from './numbers.ts';
import type { Finding, Growth, Rule, RuleContext, Severity } from './rule.ts';

/** Fewer new objects than this are everyday life: a timer, a socket, a request under way. */
const MIN_NEW = 5;
const HIGH_NEW = 50;
const MEDIUM_NEW = 15;
/** Few objects can be a leak too when they hold this much. */
const HIGH_BYTES = 1_000_000;

export const growingCollection: Rule = {
  id: 'growing-collection',
  appliesTo: 'growth',
  find(context) {
    const { newest, growth, cancel } = context;
    const identity = growth?.identity;
    if (!identity) return [];
    const netByClass = netGrowth(newest, identity);
    const findings: Finding[] = [];
    for (let holder = 0; holder < newest.graph.nodeCount; holder++) {
      if ((holder & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
      if (!hasBit(identity.survivors, holder) || isHelper(newest, holder)) continue;
      const main = mainGrowth(newest, identity, holder, netByClass);
      if (main) findings.push(findingFor(context, identity, holder, main));
    }
    return findings;
  },
};

type Identity = NonNullable<Growth['identity']>;

/** Class → how many more of it there are than before. */
function netGrowth({ classes }: HeapAnalysis, { diff }: Identity): Map<number, number> {
  const indexByKey = new Map(classes.keyByClass.map((key, index) => [key, index]));
  return new Map(diff.classes.flatMap((row) => {
    const index = indexByKey.get(row.classKey);
    return index === undefined ? [] : [[index, row.addedNodes.length - row.removedNodes.length] as const];
  }));
}

interface MainGrowth extends HeldClass {
  /** New objects of the class that are more than before. */
  readonly net: number;
  /** Of all classes that the holder got. */
  readonly allBytes: number;
}

/** The class that makes up most of what the holder got, when that is growth at all. */
function mainGrowth(newest: HeapAnalysis, { survivors }: Identity, holder: NodeOrdinal, netByClass: ReadonlyMap<number, number>): MainGrowth | null {
  const tally = tallyHeld(newest, holder, (node) => !hasBit(survivors, node));
  let main: MainGrowth | null = null;
  let allBytes = 0;
  for (const held of tally.values()) {
    if (newest.graph.kindByNode.at(held.newest) === NODE_KIND.closure) continue; // growing-closures tells them apart by function
    const net = Math.min(held.count, netByClass.get(held.classIndex) ?? 0);
    if (net <= 0 || isToolClass(newest.classes.nameByClass[held.classIndex]!)) continue;
    const share = (held.bytes * net) / held.count;
    allBytes += share;
    if (net >= MIN_NEW && share > (main?.bytes ?? 0)) main = { ...held, bytes: share, net, allBytes: 0 };
  }
  return main && { ...main, allBytes };
}

function findingFor({ newest, heaps, cancel }: RuleContext, { survivors }: Identity, holder: NodeOrdinal, main: MainGrowth): Finding {
  const isOld = (node: NodeOrdinal): boolean => hasBit(survivors, node);
  const { path, holderIndex } = pathThroughHolder(newest, main.newest, isGeneralHolder(newest, holder) ? null : holder, isOld, cancel);
  const steady = grewEveryTime(heaps, newest.classes.keyByClass[main.classIndex]!);
  const name = newest.classes.nameByClass[main.classIndex]!;
  const holderName = newest.classes.nameByClass[newest.classes.classByNode.at(path.nodes[holderIndex]!)]!;
  const times = heaps.length > 2 ? (steady ? `, more in each of ${heaps.length} captures` : ', but not in every capture') : '';
  return {
    ruleId: growingCollection.id,
    severity: severityOf(main.net, main.allBytes, steady),
    classIndex: main.classIndex,
    bytes: main.allBytes,
    reason: `${count(main.net)} more ${name} than in the first capture, ${bytes(main.allBytes)}, held by one ${holderName} that was there before${times}`,
    sample: main.newest,
    path,
    holderIndex,
  };
}

function severityOf(net: number, heldBytes: number, steady: boolean): Severity {
  if (!steady) return 'low'; // a cache that has filled up, a pool that has warmed up
  if (net >= HIGH_NEW || heldBytes >= HIGH_BYTES) return 'high';
  return net >= MEDIUM_NEW ? 'medium' : 'low';
}

/** Whether each capture has more of the class than the one before. */
export function grewEveryTime(heaps: readonly HeapAnalysis[], classKey: string): boolean {
  const counts = heaps.map(({ classes }) => {
    const index = classes.keyByClass.indexOf(classKey);
    return index < 0 ? 0 : classes.nodeCountByClass[index]!;
  });
  return counts.every((value, index) => index === 0 || value > counts[index - 1]!);
}
