/** The rules on drawn heaps: who is named, who is not, and which captures can be followed. */
import assert from 'node:assert/strict';
import { compareColumns } from '../../helpers/compareColumns.ts';
import type { Growth } from '../../../analyzer/src/analysis/suspects/rule.ts';
import { analyzeColumns } from '../analysis/analyzeColumns.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { sharesIdentity } from '../../../analyzer/src/analysis/identity.ts';
import { orderById } from '../../../analyzer/src/analysis/nodeIds.ts';
import { findSuspects } from '../../../analyzer/src/analysis/suspects/index.ts';
import { analyzeDrawn, drawHeap, type DrawnHeap } from '../analysis/drawnHeap.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** A program with a Map `store` of `count` sessions, and a ring of as many log lines as always; ids of sessions begin at `firstId`. */
function program(count: number, { firstId = 1001, ringFrom = 0 } = {}): DrawnHeap {
  const drawing = [
    'root -shortcut-> global · root -element 1-> gcRoots · gcRoots: synthetic "(GC roots)"',
    'global: object "global" 40 @3 · global -> store, ring',
    'store: object "Map" 32 @5 · store -internal table-> table · table: array 16 @7',
    'ring: object "Array" 32 @9 · ring -internal elements-> elements · elements: array 16 @11',
    ...numbers(count).map((index) => `table -element ${index}-> s${index} · s${index}: object "Session" 100 @${firstId + 2 * index}`),
    ...numbers(30).map((index) => `elements -element ${index}-> l${index} · l${index}: object "Line" 50 @${100001 + 2 * (index + ringFrom)}`),
  ].join('\n');
  return drawHeap(drawing);
}

/** What the session hands to the rules: nothing when objects can't be followed. */
function identityOf(heaps: readonly DrawnHeap[]): Growth['identity'] {
  if (heaps.length < 2) return null;
  const comparison = compareColumns(heaps.map(({ graph }) => analyzeColumns(graph.columns).columns));
  return comparison.canFollow ? comparison : null;
}

const find = (...heaps: DrawnHeap[]) => {
  const analyses = heaps.map(analyzeDrawn);
  const { findings, growth } = findSuspects(analyses, identityOf(heaps), () => false, NEVER_CANCELLED);
  const { classes, graph } = analyses.at(-1)!;
  return {
    canFollow: growth !== null && growth.identity !== null,
    rows: findings.map(({ ruleId, severity, classIndex, reason, path, holderIndex }) => ({ ruleId, severity, name: classes.nameByClass[classIndex], reason, holder: graph.strings.text(graph.nameByNode.at(path.nodes[holderIndex]!)) })),
  };
};

describe('growing-collection', () => {
  it('names what a collection got, the collection and the number', () => {
    const { rows } = find(program(20), program(120));
    assert.deepEqual(rows.map(({ ruleId, severity, name, holder }) => ({ ruleId, severity, name, holder })), [{ ruleId: 'growing-collection', severity: 'high', name: 'Session', holder: 'Map' }]);
    assert.match(rows[0]!.reason, /^100 more Session than in the first capture, 10\.0 kB, held by one Map/);
  });
  it('lets objects go that others replaced', () => {
    assert.deepEqual(find(program(20), program(20, { ringFrom: 30 })).rows, []); // thirty new lines for thirty old ones
  });
  it('is lenient with few', () => {
    assert.deepEqual(find(program(20), program(24)).rows, []);
    assert.deepEqual(find(program(20), program(30)).rows.map(({ severity }) => severity), ['low']);
    assert.deepEqual(find(program(20), program(40)).rows.map(({ severity }) => severity), ['medium']);
  });
  it('believes growth in every capture, and doubts growth that has stopped', () => {
    const steady = find(program(20), program(120), program(220)).rows[0]!;
    assert.deepEqual([steady.severity, /more in each of 3 captures/.test(steady.reason)], ['high', true]);
    const filled = find(program(20), program(120), program(120)).rows[0]!;
    assert.deepEqual([filled.severity, /not in every capture/.test(filled.reason)], ['low', true]);
  });
  it('leaves out what is ignored', () => {
    const heaps = [program(20), program(120)];
    const analyses = heaps.map(analyzeDrawn);
    const identity = identityOf(heaps);
    assert.deepEqual(findSuspects(analyses, identity, (_, name) => name === 'Session', NEVER_CANCELLED).findings, []);
    assert.equal(findSuspects(analyses, identity, (ruleId) => ruleId === 'growing-collection', NEVER_CANCELLED).findings[0]?.ruleId, 'growing-class');
  });
});

describe('captures that cannot be followed', () => {
  /** The same program after a disconnect: every object has another number, taken from the same range. */
  const renumbered = (heap: DrawnHeap): DrawnHeap => {
    const ids = heap.nodes.map(({ id }) => id);
    const shuffled = [...ids.slice(7), ...ids.slice(0, 7)];
    heap.graph.nodeIdByNode.slice(0, heap.graph.nodeCount).set(shuffled);
    return heap;
  };
  it('are told apart', () => {
    const [base, same, other] = [program(50), program(60), renumbered(program(60))].map(({ graph }) => graph);
    assert.equal(sharesIdentity(base!, same!, orderById(base!)), true);
    assert.equal(sharesIdentity(base!, other!, orderById(base!)), false);
  });
  it('are compared by numbers per class', () => {
    const { canFollow, rows } = find(program(20), renumbered(program(320)));
    assert.equal(canFollow, false);
    assert.deepEqual(rows.map(({ ruleId, name, severity }) => ({ ruleId, name, severity })), [{ ruleId: 'growing-class', name: 'Session', severity: 'medium' }]);
  });
});

describe('rules for one capture', () => {
  it('name a collection that holds much of the heap', () => {
    const { rows } = find(program(400));
    assert.deepEqual(rows.map(({ ruleId, name, holder }) => ({ ruleId, name, holder })), [{ ruleId: 'large-collection', name: 'Session', holder: 'Map' }]);
    assert.match(rows[0]!.reason, /^one Map holds 400 Session, 40\.0 kB, 9\d % of the heap$/);
  });
  it('are silent about small ones', () => assert.deepEqual(find(program(60)).rows, []));
});
