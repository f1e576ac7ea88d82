/** A heap of several stretches says the same wherever its columns are, and what it was made to say. */
import assert from 'node:assert/strict';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { findDistanceExceptions } from '../../../analyzer/src/analysis/distanceExceptions.ts';
import { hasBit } from '../../../analyzer/src/base/bitset.ts';
import { isInMemory, type ColumnSource, type TypedColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { openScratchFile } from '../../../analyzer/src/columnFile/scratchFile.ts';
import { createColumnStore } from '../../../analyzer/src/columnFile/storedColumn.ts';
import { TASKS } from '../../../analyzer/src/crew/tasks.ts';
import type { HeapColumns } from '../../../analyzer/src/model/heapGraph.ts';
import { openHeapGraph } from '../../../analyzer/src/model/openHeap.ts';
import { graphOf, type DrawnNode } from './drawnHeap.ts';

const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const PERIOD = 7;
const PERIODS = 20_000; // 140,000 nodes: three stretches
const PAIR = ' / part of key (Key @9) -> value (V @11) pair in WeakMap (table @15)';

/** Groups of seven nodes after the root. The first of all is the key of a WeakMap entry, the last the table. */
function makeNodes(): DrawnNode[] {
  const node = (kind: DrawnNode['kind'], name: string, index: number): DrawnNode => ({ label: '', kind, name, bytes: 8, id: 2 * index + 1, edges: [] });
  const nodes = [{ ...node('synthetic', '', 0), bytes: 0 }];
  for (let period = 0; period < PERIODS; period++) {
    const first = nodes.length;
    const record = node('object', 'Object', first);
    record.edges.push({ kind: 'property', name: 'id', target: first + 1 }, { kind: 'internal', name: 'map', target: first + 1 });
    if (period % 2 === 0) record.edges.push({ kind: 'property', name: 'next', target: first });
    const session: DrawnNode = { ...node('object', 'Session', first + 3), place: [4, period % 3, 0] };
    session.edges.push({ kind: 'element', name: String(period), target: first }, { kind: 'property', name: 'items', target: first + 4 });
    const descriptors = node('array', '(map descriptors)', first + 6);
    descriptors.edges.push({ kind: 'internal', name: '4', target: first }, { kind: 'element', name: '5', target: first });
    nodes.push(record, node('string', 'text', first + 1), node('native', 'system / ExternalStringData', first + 2), session, node('array', '', first + 4), node('closure', 'f', first + 5), descriptors);
    nodes[0]!.edges.push({ kind: 'element', name: String(period), target: first + 3 });
  }
  for (const owner of [nodes[1]!, nodes[PERIOD * PERIODS]!]) owner.edges.push({ kind: 'internal', name: `${owner.id}${PAIR}`, target: 2 });
  nodes[PERIOD * PERIODS]!.id = 15;
  return nodes;
}

describe('a heap of several stretches', () => {
  const nodes = makeNodes();
  const { columns } = graphOf(nodes);
  const scratch = openScratchFile()!;
  after(() => scratch.close());
  const { store } = createColumnStore(scratch.reserve(64 * (columns.nodeCount + columns.edgeCount)));
  const onDisk: HeapColumns = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, isColumn(column) ? store(column) : column])) as unknown as HeapColumns;

  const bothSay = <Result>(ask: (heap: HeapColumns) => Result): Result => {
    const said = ask(columns);
    assert.deepEqual(ask(onDisk), said);
    return said;
  };

  it('has its classes', () => {
    const { classification, interfaces } = bothSay((heap) => TASKS.classify({ heap }, context));
    assert.deepEqual(interfaces.map(({ name }) => name), ['{id, next}', '{id}']);
    const counts = new Map<string, number>();
    for (const index of classification.classByNode) counts.set(classification.keyByClass[index]!, (counts.get(classification.keyByClass[index]!) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(counts), {
      ',(synthetic)': 1,
      ',{id, next}': PERIODS / 2,
      ',{id}': PERIODS / 2,
      ',(string)': PERIODS,
      ',system / ExternalStringData': PERIODS,
      '4,0,0,Session': 6667,
      '4,1,0,Session': 6667,
      '4,2,0,Session': 6666,
      ',(array)': 2 * PERIODS,
      ',Function': PERIODS,
    });
  });

  it('has its shallow sizes', () => {
    const { shallowBytesByNode, totalBytes } = bothSay((heap) => TASKS.shallowSizes({ heap }, context));
    assert.equal(totalBytes, 8 * PERIOD * PERIODS);
    for (let node = 1; node < nodes.length; node++) assert.equal(shallowBytesByNode[node], [8, 8, 8, 16, 0, 8, 8][(node - 1) % PERIOD], `node ${node}`);
  });

  it('has its WeakMap entries, and no number taken for one', () => {
    const { edgeByRow, pairByRow, isTableByRow, pairCount, owners } = bothSay((heap) => TASKS.weakMapPairs({ heap }, context));
    assert.equal(pairCount, 1);
    assert.deepEqual([[...pairByRow], [...isTableByRow]], [[0, 0], [0, 1]]);
    const { firstEdgeByNode } = openHeapGraph(columns);
    assert.deepEqual([...edgeByRow], [firstEdgeByNode[2]! - 1, firstEdgeByNode[nodes.length]! - 1]);
    assert.deepEqual(nodes.flatMap((_, node) => (hasBit(owners, node) ? [node] : [])), [1, nodes.length - 1]);
  });

  it('has its exceptions from distances', () => {
    const { edges, owners } = bothSay((heap) => findDistanceExceptions(openHeapGraph(heap), NEVER_CANCELLED));
    const { firstEdgeByNode } = openHeapGraph(columns);
    for (let node = 0; node < nodes.length; node++) {
      const isOwner = nodes[node]!.name === '(map descriptors)';
      assert.equal(hasBit(owners, node), isOwner, `node ${node}`);
      for (let edge = firstEdgeByNode[node]!; edge < firstEdgeByNode[node + 1]!; edge++) assert.equal(hasBit(edges, edge), isOwner && edge === firstEdgeByNode[node], `edge ${edge}`);
    }
  });
});

function isColumn(value: unknown): value is TypedColumn {
  return ArrayBuffer.isView(value) && isInMemory(value as ColumnSource);
}
