/** Holds our numbers against DevTools', every node and every row. */
import assert from 'node:assert/strict';
import { NO_NODE } from '../../analyzer/protocol/units.ts';
import { compareColumns } from '../helpers/compareColumns.ts';
import { displayName } from '../../analyzer/src/analysis/displayNames.ts';
import type { NumberColumn } from '../../analyzer/src/base/numberColumn.ts';
import type { ConstructorColumns, HeapAnalysis } from '../../analyzer/src/analysis/heapAnalysis.ts';
import { retainerEdge, retainerSource } from '../../analyzer/src/analysis/retainerRows.ts';
import { shownRetainers } from '../../analyzer/src/analysis/shownRetainers.ts';
import { computeStatistics } from '../../analyzer/src/analysis/statistics.ts';
import { edgeName } from '../../analyzer/src/analysis/edgeNames.ts';
import { EDGE_KINDS } from '../../analyzer/protocol/kinds.ts';
import { edgeKind } from '../../analyzer/src/model/heapGraph.ts';
import type { OracleAnswer } from '../helpers/devtoolsOracle.ts';

/** One side of a comparison. */
export interface Side {
  readonly analysis: HeapAnalysis;
  readonly columns: ConstructorColumns;
}

function rowsOf(column: NumberColumn): number[] {
  return Array.from(column.slice(0, column.length));
}

/** Every node's id, shallow and retained size, distance and dominator; shown names and retainers of a sample. */
export function checkNodes(analysis: HeapAnalysis, oracle: OracleAnswer): void {
  const { graph } = analysis;
  assert.equal(graph.nodeCount, oracle.ids.length);
  assertEqualColumns('ids', rowsOf(graph.nodeIdByNode), oracle.ids);
  assertEqualColumns('shallow sizes', rowsOf(analysis.shallowBytesByNode), oracle.selfSizes);
  assertEqualColumns('distances', rowsOf(analysis.distanceByNode), oracle.distances);
  const dominators = rowsOf(analysis.dominatorByNode).map((dominator, node) => (dominator === NO_NODE ? node : dominator));
  assertEqualColumns('dominators', dominators, oracle.dominators);
  assertEqualColumns('retained sizes', rowsOf(analysis.retainedBytesByNode), oracle.retainedSizes);
  assert.equal(analysis.totalBytes, oracle.totalSize);
  assert.deepEqual(oracle.names.map((_, index) => displayName(analysis, index * 97)), oracle.names);
  for (const { ordinal, retainers } of oracle.retainers) {
    const ours = Array.from(shownRetainers(analysis, ordinal), (place) => {
      const edge = retainerEdge(graph, analysis.retainers, ordinal, place);
      return `${EDGE_KINDS[edgeKind(graph, edge)]} ${edgeName(graph, edge)} @${graph.nodeIdByNode.at(retainerSource(analysis.retainers, place))}`;
    });
    assert.deepEqual(ours.sort(), retainers);
  }
}

/**
 * Every class row. DevTools lets the last of two classes of one key overwrite the others; rows where that happened are named in
 * `allowedToDiffer`, and must hold more than DevTools' do. That all rows add up to the root proves that nothing is counted twice.
 */
export function checkClasses(analysis: HeapAnalysis, oracle: OracleAnswer, allowedToDiffer: readonly string[] = []): void {
  const { graph, classes, retainedBytesByNode } = analysis;
  const ours = new Map(classes.keyByClass.flatMap((key, index) => (classes.nodeCountByClass[index]! > 0 ? [[key, index] as const] : [])));
  assert.deepEqual([...ours.keys()].sort(), oracle.classes.map(({ classKey }) => classKey).sort());
  for (const row of oracle.classes) {
    const index = ours.get(row.classKey)!;
    if (allowedToDiffer.includes(row.classKey)) {
      assert.ok(classes.nodeCountByClass[index]! > row.count, `DevTools lost some of ${row.classKey}`);
      continue;
    }
    assert.deepEqual(
      { classKey: row.classKey, name: classes.nameByClass[index], count: classes.nodeCountByClass[index], selfBytes: classes.selfBytesByClass[index], retainedBytes: analysis.retainedBytesByClass[index], distance: analysis.distanceByClass[index] },
      row,
    );
  }
  const sum = (column: Float64Array): number => column.reduce((total, bytes) => total + bytes, 0);
  assert.equal(sum(classes.selfBytesByClass), retainedBytesByNode.at(graph.rootNode), 'the rows add up to what the root retains');
}

export function checkStatistics(analysis: HeapAnalysis, { statistics }: OracleAnswer): void {
  const ours = computeStatistics(analysis);
  assert.deepEqual(
    {
      total: ours.totalBytes,
      native: { total: ours.nativeBytes, typedArrays: ours.typedArrayBytes },
      v8heap: { total: ours.v8HeapBytes, code: ours.codeBytes, jsArrays: ours.jsArrayBytes, strings: ours.stringBytes, system: ours.systemBytes },
    },
    statistics,
  );
}

/**
 * Every row of the comparison with every single object in it. Only names of classes that the newer heap lacks are not compared: DevTools
 * asks for them after it has put the older heap's own interfaces back, so that the name may not be the key's. Ours always is.
 */
export function checkDiff(base: Side, target: Side, { diff }: OracleAnswer, allowedToDiffer: readonly string[] = []): void {
  assert.ok(diff);
  const inTarget = new Set(target.analysis.classes.keyByClass.filter((_, index) => target.analysis.classes.nodeCountByClass[index]! > 0));
  const byKey = <Row extends { classKey: string; name: string }>(rows: readonly Row[]): Row[] =>
    rows
      .filter(({ classKey }) => !allowedToDiffer.includes(classKey))
      .map((row) => ({ ...row, name: inTarget.has(row.classKey) ? row.name : '' }))
      .sort((a, b) => (a.classKey < b.classKey ? -1 : 1));
  const ours = compareColumns([base.columns, target.columns]).diff.classes.map((row) => ({
    classKey: row.classKey,
    name: row.name,
    addedCount: row.addedNodes.length,
    removedCount: row.removedNodes.length,
    addedBytes: row.addedBytes,
    removedBytes: row.removedBytes,
    addedIds: row.addedNodes.map((node) => target.analysis.graph.nodeIdByNode.at(node)),
    removedIds: row.removedNodes.map((node) => base.analysis.graph.nodeIdByNode.at(node)),
  }));
  assert.deepEqual(byKey(ours), byKey(diff));
  for (const { classKey, name } of ours) assert.ok(classKey.endsWith(`,${name}`), `${name} is the name of ${classKey}`);
}

function assertEqualColumns(name: string, ours: ArrayLike<number>, theirs: ArrayLike<number>): void {
  assert.equal(ours.length, theirs.length, name);
  const wrong: string[] = [];
  let count = 0;
  for (let row = 0; row < ours.length; row++) {
    if (ours[row] === theirs[row]) continue;
    if (count++ < 5) wrong.push(`node ${row}: ${ours[row]}, DevTools has ${theirs[row]}`);
  }
  assert.equal(count, 0, `${name} differ at ${count} of ${ours.length} nodes: ${wrong.join('; ')}`);
}
