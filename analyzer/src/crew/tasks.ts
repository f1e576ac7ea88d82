/**
 * What a thread of the crew can do: reading and the passes of the analysis, as functions from plain data to plain data. Columns are in
 * shared memory or in a file that the process holds open, so handing them on costs nothing. Which runs when, and what stays in memory
 * meanwhile, is the business of session/analysisRun.ts.
 */
import { HeaplineError } from '../../protocol/errors.ts';
import { assert } from '../base/assert.ts';
import { inArena } from '../base/growableColumn.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import { isInMemory, type ColumnSource, type TypedColumn } from '../base/numberColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import { buildClassTable, nearestByClass } from '../analysis/classTable.ts';
import { classifyNodes, type ClassColumn, type Classification } from '../analysis/classify.ts';
import { numberFromRoot, numberUnreached, type CompleteNumbering, type Numbering, type RootedNumbering } from '../analysis/depthFirst.ts';
import { propagateDetachedness } from '../analysis/detachedness.ts';
import { findDistanceExceptions } from '../analysis/distanceExceptions.ts';
import { computeDistances } from '../analysis/distances.ts';
import { computeDominators, type DominatorTree } from '../analysis/dominators.ts';
import type { Classes, ConstructorColumns, DominatorColumns, ReferenceColumns } from '../analysis/heapAnalysis.ts';
import { inferInterfaces, type InterfaceDefinition } from '../analysis/interfaces.ts';
import { findPlainObjectShapes } from '../analysis/plainObjectShapes.ts';
import { computeRetainedSizes, indexDominated } from '../analysis/retainedSizes.ts';
import { indexRetainers, type RetainerIndex } from '../analysis/retainers.ts';
import type { RetainingRule } from '../analysis/retainingEdges.ts';
import { computeRetainingLevels } from '../analysis/retainingLevels.ts';
import { computeShallowSizes } from '../analysis/shallowSizes.ts';
import { findUserRoots } from '../analysis/userRoots.ts';
import { findWeakMapPairs, type WeakMapPairs } from '../analysis/weakMapPairs.ts';
import { loadColumn } from '../columnFile/pagedColumn.ts';
import type { ScratchRegion } from '../columnFile/scratchFile.ts';
import { createColumnStore } from '../columnFile/storedColumn.ts';
import type { Bytes } from '../../protocol/units.ts';
import type { InputPart } from '../importers/importer.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
import { openHeapGraph } from '../model/openHeap.ts';
import type { IdOrder } from '../analysis/nodeIds.ts';
import { classesOf, compareCaptures, orderOf, type CaptureComparison, type ComparisonParts } from './compareCaptures.ts';
import { writeIndex } from './writeIndex.ts';
import { joinParts, readGrowing, readPart, readWhole, type CaptureData, type GrowingFile, type InputFile } from './readTasks.ts';

interface Heap {
  readonly heap: HeapColumns;
}

/** Where a task keeps columns that only views read from then on; null: in memory. */
interface Keeping {
  readonly scratch: ScratchRegion | null;
}

export const TASKS = {
  readWhole: (file: InputFile & Keeping, context: WorkContext): CaptureData => readWhole(file, context),
  readGrowing: (file: GrowingFile & Keeping, context: WorkContext): CaptureData => readGrowing(file, context),
  readPart: (file: InputFile & Keeping & { part: InputPart }, context: WorkContext): unknown => readPart(file, context),
  /** Null when the parts don't fit together. */
  joinParts: (parts: { importerId: string; parts: readonly unknown[] }): CaptureData | null => joinParts(parts),

  shallowSizes({ heap }: Heap, { cancel }: WorkContext): { detachednessByNode: Uint8Array | null; shallowBytesByNode: BytesColumn; totalBytes: Bytes } {
    const graph = openHeapGraph(heap);
    const detachednessByNode = propagateDetachedness(graph, cancel);
    const { shallowBytesByNode, nodesBytes } = computeShallowSizes(graph, detachednessByNode, findUserRoots(graph).length > 0, cancel);
    assert(Number.isSafeInteger(nodesBytes), 'the sizes of a heap are exact');
    return { detachednessByNode, shallowBytesByNode, totalBytes: nodesBytes + heap.extraNativeBytes };
  },

  classify({ heap }: Heap, { cancel }: WorkContext): { classification: Classification; interfaces: InterfaceDefinition[] } {
    const graph = openHeapGraph(heap);
    const detachednessByNode = propagateDetachedness(graph, cancel);
    const shapes = findPlainObjectShapes(graph, cancel);
    const interfaces = inferInterfaces(graph, shapes);
    return { classification: classifyNodes(graph, detachednessByNode, shapes, interfaces, cancel), interfaces };
  },

  classTable(
    { classification, shallowBytesByNode, detachednessByNode }: { classification: Classification; shallowBytesByNode: BytesColumn; detachednessByNode: Uint8Array | null },
    { cancel }: WorkContext,
  ): Pick<ConstructorColumns, 'classByNode' | 'shallowBytesByNode' | 'detachednessByNode'> & { classes: Classes } {
    return { classes: buildClassTable(classification, shallowBytesByNode, cancel), classByNode: classification.classByNode, shallowBytesByNode, detachednessByNode };
  },

  weakMapPairs({ heap }: Heap, { cancel }: WorkContext): WeakMapPairs {
    return findWeakMapPairs(openHeapGraph(heap), cancel);
  },

  /** The depth-first numbers of what the root reaches, and the rule that they follow. */
  numbering({ heap, pairs }: Heap & { pairs: WeakMapPairs }, context: WorkContext): RootedNumbering {
    return numberFromRoot(openHeapGraph(heap), pairs, context);
  },

  distances({ heap, pairs }: Heap & { pairs: WeakMapPairs }, context: WorkContext): Int32Array {
    const graph = openHeapGraph(heap);
    return computeDistances(graph, findUserRoots(graph), pairs, findDistanceExceptions(graph, context.cancel), context);
  },

  nearest(
    { distanceByNode, shallowBytesByNode, classByNode, classCount, scratch }: { distanceByNode: Int32Array; shallowBytesByNode: ColumnSource; classByNode: ColumnSource; classCount: number } & Keeping,
    { cancel }: WorkContext,
  ): Pick<ReferenceColumns, 'distanceByNode' | 'distanceByClass'> {
    const distanceByClass = nearestByClass(loadColumn(classByNode) as ClassColumn, classCount, loadColumn(shallowBytesByNode) as BytesColumn, distanceByNode, cancel);
    return { distanceByNode: keeperIn(scratch)(distanceByNode), distanceByClass };
  },

  retainers({ heap, pairs }: Heap & { pairs: WeakMapPairs }, context: WorkContext): RetainerIndex {
    return indexRetainers(openHeapGraph(heap), pairs, context);
  },

  /** The numbers of what the root does not reach. */
  completeNumbering({ heap, retaining, retainers, numbering }: Heap & { retaining: RetainingRule; retainers: RetainerIndex; numbering: Numbering }, context: WorkContext): CompleteNumbering {
    return numberUnreached(openHeapGraph(heap), retaining, retainers, numbering, context);
  },

  /** Takes columns out of memory, to where only views read them. Memory itself when there is no such place. */
  keep({ columns, scratch }: { columns: readonly ColumnSource[] } & Keeping): ColumnSource[] {
    const keep = keeperIn(scratch);
    return columns.map((column) => (isInMemory(column) ? keep(column) : column));
  },

  /** Takes the numbering's columns for itself. */
  dominators: ({ retaining, retainers, numbering }: { retaining: RetainingRule; retainers: RetainerIndex; numbering: CompleteNumbering }, context: WorkContext): DominatorTree =>
    computeDominators(retaining, retainers, numbering, context),

  retainedSizes(
    { tree, classByNode, classCount, shallowBytesByNode, scratch }: { tree: DominatorTree; classByNode: ColumnSource; classCount: number; shallowBytesByNode: ColumnSource } & Keeping,
    context: WorkContext,
  ): Pick<DominatorColumns, 'retainedBytesByNode' | 'retainedBytesByClass'> {
    const members = { classByNode: loadColumn(classByNode) as ClassColumn, classCount, shallowBytesByNode: loadColumn(shallowBytesByNode) as BytesColumn };
    const { retainedBytesByNode, retainedBytesByClass } = computeRetainedSizes(tree, members, context);
    return { retainedBytesByNode: keeperIn(scratch)(retainedBytesByNode), retainedBytesByClass };
  },

  /** The dominator tree by node, also top down. */
  dominated({ tree, scratch }: { tree: DominatorTree } & Keeping, context: WorkContext): Pick<DominatorColumns, 'dominatorByNode' | 'firstDominatedByNode' | 'nodeByDominated'> {
    const { dominatorByNode, firstDominatedByNode, nodeByDominated } = indexDominated(tree, context);
    const keep = keeperIn(scratch);
    return { dominatorByNode: keep(dominatorByNode), firstDominatedByNode: keep(firstDominatedByNode), nodeByDominated: keep(nodeByDominated) };
  },

  /** Where paths lead that distances don't. */
  retainingLevels({ heap, retaining, scratch }: Heap & { retaining: RetainingRule } & Keeping, { cancel }: WorkContext): { retainingLevelByNode: ColumnSource } {
    return { retainingLevelByNode: keeperIn(scratch)(computeRetainingLevels(openHeapGraph(heap), retaining, cancel)) };
  },

  /** Writes an index; see writeIndex.ts. */
  writeIndex: ({ indexPath, value }: { indexPath: string; value: unknown }, { cancel }: WorkContext): null => writeIndex(indexPath, value, cancel),

  /** What came and went between the first and the last of several captures of one process. */
  compare: ({ captures, ...parts }: { captures: readonly ConstructorColumns[] } & ComparisonParts, { cancel }: WorkContext): CaptureComparison => compareCaptures(captures, parts, cancel),

  /** A capture's nodes by their ids, for a comparison. */
  orderOf: ({ capture }: { capture: ConstructorColumns }): IdOrder => orderOf(capture),

  /** A capture's classes by another one's names, for a comparison. */
  classesOf: ({ capture, interfaces }: { capture: ConstructorColumns; interfaces: ConstructorColumns['interfaces'] }, { cancel }: WorkContext): Classification => classesOf(capture, interfaces, cancel),
} as const;

export const TASK_NAMES = Object.keys(TASKS) as TaskName[];

export type TaskName = keyof typeof TASKS;
export type TaskParams<Name extends TaskName> = Parameters<(typeof TASKS)[Name]>[0];
export type TaskResult<Name extends TaskName> = ReturnType<(typeof TASKS)[Name]>;

/** Runs a task. Of the columns that it makes only those of its result are there afterwards. */
export function runTask<Name extends TaskName>(name: Name, params: TaskParams<Name>, context: WorkContext): TaskResult<Name> {
  return inArena(context.arena ?? null, () => TASKS[name](params as never, context) as TaskResult<Name>);
}

/** Keeps columns in the region, one behind the other; in memory when there is none, or no more room on the disk. */
function keeperIn(scratch: ScratchRegion | null): (column: TypedColumn) => ColumnSource {
  if (!scratch) return (column) => column;
  const { store } = createColumnStore(scratch);
  return (column) => {
    try {
      return store(column);
    } catch (error) {
      if (error instanceof HeaplineError && (error.code === 'diskFull' || error.code === 'fileNotWritable')) return column;
      throw error;
    }
  };
}
