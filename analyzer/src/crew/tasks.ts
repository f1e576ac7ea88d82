/**
 * What a thread of the crew can do: reading and the passes of the analysis, as functions from plain data to plain data. Columns are in
 * shared memory, so handing them on costs nothing. The order of the passes is analysis/… 's business no more than it is theirs: see
 * session/analysisRun.ts.
 */
import { assert } from '../base/assert.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import { buildClassTable, nearestByClass, retainedByClass } from '../analysis/classTable.ts';
import { classifyNodes, type Classification } from '../analysis/classify.ts';
import { numberFromRoot, numberUnreached, type Numbering } from '../analysis/depthFirst.ts';
import { propagateDetachedness } from '../analysis/detachedness.ts';
import { findDistanceExceptions } from '../analysis/distanceExceptions.ts';
import { computeDistances } from '../analysis/distances.ts';
import { computeDominators } from '../analysis/dominators.ts';
import type { ClassTable, ConstructorStage, HeapAnalysis, ReferenceStage, RetainerIndex } from '../analysis/heapAnalysis.ts';
import { inferInterfaces, type InterfaceDefinition } from '../analysis/interfaces.ts';
import { markPageObjects } from '../analysis/pageObjects.ts';
import { findPlainObjectShapes } from '../analysis/plainObjectShapes.ts';
import { computeRetainedSizes } from '../analysis/retainedSizes.ts';
import { indexRetainers } from '../analysis/retainers.ts';
import type { RetainingRule } from '../analysis/retainingEdges.ts';
import { computeShallowSizes } from '../analysis/shallowSizes.ts';
import { findUserRoots } from '../analysis/userRoots.ts';
import { findWeakMapPairs, type WeakMapPairs } from '../analysis/weakMapPairs.ts';
import type { SinkMaker } from '../base/numberColumn.ts';
import { createFileSinks, type ScratchRegion } from '../columnFile/scratchFile.ts';
import { IMPORTERS } from '../importers/index.ts';
import type { Importer, InputPart } from '../importers/importer.ts';
import type { Capture } from '../model/capture.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
import { buildHeapGraph } from '../model/heapGraphBuilder.ts';
import { readRange } from './readRange.ts';

/** A capture as plain data. */
export type CaptureData = Omit<Capture, 'heap'> & { readonly heap: HeapColumns };

interface File {
  readonly path: string;
  readonly importerId: string;
  readonly inputBytes: number;
  /** Where columns go that need not be in memory; null: memory. */
  readonly scratch: ScratchRegion | null;
}

interface Heap {
  readonly heap: HeapColumns;
}

export const TASKS = {
  /** Reads a whole file. */
  readWhole({ path, importerId, inputBytes, scratch }: File, { cancel, report }: WorkContext): CaptureData {
    const reader = importerOf(importerId).createReader({ inputBytes, cancel, ...sinksIn(scratch) });
    readRange(path, { from: 0, to: Infinity }, (chunk, byteOffset) => {
      cancel.throwIfCancelled();
      reader.push(chunk);
      report('Reading', byteOffset / Math.max(inputBytes, byteOffset, 1));
    });
    return toData(reader.finish());
  },

  /** Reads a part of a file; the result is its importer's own. */
  readPart({ path, importerId, inputBytes, scratch, part }: File & { part: InputPart }, { cancel, report }: WorkContext): unknown {
    const reader = importerOf(importerId).parts!.createReader(part, { inputBytes, cancel, ...sinksIn(scratch) });
    readRange(path, { from: part.startOffset, to: part.endOffset }, (chunk, byteOffset) => {
      cancel.throwIfCancelled();
      reader.push(chunk);
      report('Reading', (byteOffset - part.startOffset) / (part.endOffset - part.startOffset));
    });
    return reader.finish();
  },

  /** Null when the parts don't fit together. */
  joinParts({ importerId, parts }: { importerId: string; parts: readonly unknown[] }): CaptureData | null {
    const capture = importerOf(importerId).parts!.join(parts);
    return capture && toData(capture);
  },

  shallowSizes({ heap }: Heap, { cancel }: WorkContext): Pick<ConstructorStage, 'detachednessByNode' | 'shallowBytesByNode' | 'totalBytes'> {
    const graph = buildHeapGraph(heap);
    const detachednessByNode = propagateDetachedness(graph, cancel);
    const shallowBytesByNode = computeShallowSizes(graph, detachednessByNode, findUserRoots(graph).length > 0, cancel);
    return { detachednessByNode, shallowBytesByNode, totalBytes: sum(shallowBytesByNode) + heap.extraNativeBytes };
  },

  classify({ heap }: Heap, { cancel }: WorkContext): { classification: Classification; interfaces: InterfaceDefinition[]; pairs: WeakMapPairs } {
    const graph = buildHeapGraph(heap);
    const detachednessByNode = propagateDetachedness(graph, cancel);
    const shapes = findPlainObjectShapes(graph, cancel);
    const interfaces = inferInterfaces(graph, shapes);
    const classification = classifyNodes(graph, detachednessByNode, shapes, interfaces, cancel);
    return { classification, interfaces, pairs: findWeakMapPairs(graph, cancel) };
  },

  classTable({ classification, shallowBytesByNode }: { classification: Classification; shallowBytesByNode: BytesColumn }, { cancel }: WorkContext): ClassTable {
    return buildClassTable(classification, shallowBytesByNode, cancel);
  },

  /** The depth-first numbers of what the root reaches. */
  numbering({ heap, pairs }: Heap & { pairs: WeakMapPairs }, { cancel }: WorkContext): { retaining: RetainingRule; numbering: Numbering } {
    const graph = buildHeapGraph(heap);
    const retaining = { rootNode: graph.rootNode, pageObjects: markPageObjects(graph, cancel), pairs };
    return { retaining, numbering: numberFromRoot(graph, retaining, cancel) };
  },

  retainers({ heap, pairs }: Heap & { pairs: WeakMapPairs }, { cancel }: WorkContext): RetainerIndex {
    return indexRetainers(buildHeapGraph(heap), pairs, cancel);
  },

  distances({ heap, pairs, classes, shallowBytesByNode }: Heap & { pairs: WeakMapPairs; classes: ClassTable; shallowBytesByNode: BytesColumn }, { cancel }: WorkContext): Pick<ReferenceStage, 'distanceByNode' | 'distanceByClass'> {
    const graph = buildHeapGraph(heap);
    const distanceByNode = computeDistances(graph, findUserRoots(graph), pairs, findDistanceExceptions(graph, cancel), cancel);
    return { distanceByNode, distanceByClass: nearestByClass(classes, shallowBytesByNode, distanceByNode, cancel) };
  },

  /** Dominators and retained sizes. Takes the numbering's columns for itself. */
  dominators(
    { heap, retaining, retainers, numbering, classes, shallowBytesByNode }: Heap & { retaining: RetainingRule; retainers: RetainerIndex; numbering: Numbering; classes: ClassTable; shallowBytesByNode: BytesColumn },
    { cancel, report }: WorkContext,
  ): Pick<HeapAnalysis, 'dominatorByNode' | 'retainedBytesByNode' | 'retainedBytesByClass'> {
    const complete = numberUnreached(buildHeapGraph(heap), retaining, retainers, numbering, cancel);
    const tree = computeDominators(retaining, retainers, complete, { cancel, report: (_, fraction) => report('Computing dominators', 0.8 * fraction) });
    report('Computing retained sizes', 0.8);
    const retainedBytesByNode = computeRetainedSizes(tree, shallowBytesByNode, cancel);
    return { dominatorByNode: tree.dominatorByNode, retainedBytesByNode, retainedBytesByClass: retainedByClass(classes, shallowBytesByNode, retainedBytesByNode, tree, cancel) };
  },
} as const;

export type TaskName = keyof typeof TASKS;
export type TaskParams<Name extends TaskName> = Parameters<(typeof TASKS)[Name]>[0];
export type TaskResult<Name extends TaskName> = ReturnType<(typeof TASKS)[Name]>;

function sinksIn(scratch: ScratchRegion | null): { sink?: SinkMaker } {
  return scratch ? { sink: createFileSinks(scratch) } : {};
}

function importerOf(id: string): Importer {
  const importer = IMPORTERS.find((candidate) => candidate.id === id);
  assert(importer !== undefined, `there is an importer ${id}`);
  return importer;
}

function toData({ heap, ...capture }: Capture): CaptureData {
  return { ...capture, heap: heap.columns };
}

function sum(column: BytesColumn): number {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row]!;
  return total;
}
