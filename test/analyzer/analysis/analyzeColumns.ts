/**
 * The whole analysis of a heap on this thread, pass by pass: what the session's plan spreads over threads. In memory of their own columns are
 * made by JavaScript; in an arena by kernels, where there are any.
 */
import assert from 'node:assert/strict';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import type { WorkContext } from '../../../analyzer/src/base/workContext.ts';
import { openAnalysis, type AnalysisColumns, type HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { createArena, isIn, keepOnly, type ColumnArena } from '../../../analyzer/src/base/columnArena.ts';
import { createColumn, inArena } from '../../../analyzer/src/base/growableColumn.ts';
import { TASKS } from '../../../analyzer/src/crew/tasks.ts';
import type { HeapColumns } from '../../../analyzer/src/model/heapGraph.ts';

export interface WholeAnalysis {
  readonly analysis: HeapAnalysis;
  readonly columns: AnalysisColumns;
}

export function analyzeColumns(heap: HeapColumns, context: WorkContext = { cancel: NEVER_CANCELLED, report: NO_PROGRESS }): WholeAnalysis {
  const scratch = null;
  const { totalBytes, ...sizes } = TASKS.shallowSizes({ heap }, context);
  const { classification, interfaces } = TASKS.classify({ heap }, context);
  const table = TASKS.classTable({ classification, ...sizes }, context);
  const { classByNode, shallowBytesByNode, classes: { classCount } } = table;
  const columns = { heap, ...table, interfaces, totalBytes };
  const pairs = TASKS.weakMapPairs({ heap }, context);
  const { numbering: reached, retaining } = TASKS.numbering({ heap, pairs }, context);
  const distanceByNode = TASKS.distances({ heap, pairs }, context);
  const distances = TASKS.nearest({ distanceByNode, shallowBytesByNode, classByNode, classCount, scratch }, context);
  const retainers = TASKS.retainers({ heap, pairs }, context);
  const numbering = TASKS.completeNumbering({ heap, retaining, retainers, numbering: reached }, context);
  const tree = TASKS.dominators({ retaining, retainers, numbering }, context);
  const retained = TASKS.retainedSizes({ tree, classByNode, classCount, shallowBytesByNode, scratch }, context);
  const dominated = TASKS.dominated({ tree, scratch }, context);
  const all = { ...columns, ...retainers, retaining, ...distances, ...retained, ...dominated };
  return { analysis: openAnalysis(all) as HeapAnalysis, columns: all };
}

/** The same by kernels: in the arena, from columns that are copied there, as far as it has room. */
export function analyzeInArena(arena: ColumnArena, heap: HeapColumns, context: WorkContext = { cancel: NEVER_CANCELLED, report: NO_PROGRESS }): WholeAnalysis {
  return inArena(arena, () => {
    const firstEdgeByNode = createColumn(Uint32Array, heap.firstEdgeByNode.length);
    const wordByEdge = createColumn(Uint32Array, heap.wordByEdge.length);
    firstEdgeByNode.set(heap.firstEdgeByNode as Uint32Array);
    wordByEdge.set(heap.wordByEdge as Uint32Array);
    return analyzeColumns({ ...heap, firstEdgeByNode, wordByEdge }, { ...context, arena });
  });
}

const ARENA_BYTES = 400e6;
const shared: { arena: ColumnArena | null } = { arena: null };

/** Analyzes in both ways, which have to agree in every row of every column. */
export function analyzeBothWays(heap: HeapColumns): WholeAnalysis {
  const plain = analyzeColumns(heap);
  shared.arena ??= createArena(ARENA_BYTES);
  assert.ok(shared.arena, 'there is shared memory for WebAssembly');
  keepOnly(shared.arena, null); // what the last call left
  const whole = analyzeInArena(shared.arena, heap);
  assertAllIn(shared.arena, whole);
  assertSameColumns(whole, plain);
  return plain;
}

/** That kernels made the columns. */
export function assertAllIn(arena: ColumnArena, { columns: { heap, wordByRetainer, distanceByNode, nodeByDominated } }: WholeAnalysis): void {
  for (const column of [heap.wordByEdge, wordByRetainer, distanceByNode, nodeByDominated]) assert.ok(isIn(column as Uint32Array, arena), 'the arena has room for all');
}

/** Rows that are read: one column has spare ones. */
export function assertSameColumns({ columns: ours }: WholeAnalysis, { columns: theirs }: WholeAnalysis): void {
  for (const [name, column] of Object.entries(theirs)) if (name !== 'heap') assert.deepEqual(ours[name as keyof AnalysisColumns], column, name);
}
