/**
 * Everything that is computed once from a heap and read by all views, in the stages in which it becomes known: constructors; retainers and
 * distances; dominators and retained sizes. Each stage exists twice: as columns, plain data that tasks hand on and an index keeps, and as
 * the analysis that views read. session/analysisRun.ts has the plan that makes them.
 */
import type { Bytes, NodeOrdinal } from '../../protocol/units.ts';
import type { ColumnSource, NumberColumn } from '../base/numberColumn.ts';
import { openColumn } from '../columnFile/pagedColumn.ts';
import type { HeapColumns, HeapView } from '../model/heapGraph.ts';
import { openHeapView } from '../model/openHeap.ts';
import type { InterfaceDefinition } from './interfaces.ts';
import type { RetainingRule } from './retainingEdges.ts';

/** The classes (constructors) of a heap, row n is class n. Semantics: DevTools' aggregates. */
export interface Classes {
  readonly classCount: number;
  /** Names the class across captures of one process: text, never a string index. Length classCount. */
  readonly keyByClass: readonly string[];
  /** What the user sees. Length classCount. */
  readonly nameByClass: readonly string[];
  /** Members with a self size above 0. Length classCount. */
  readonly nodeCountByClass: Uint32Array;
  readonly selfBytesByClass: Float64Array;
  /** A member that has a source location (its constructor's), or NO_NODE. Length classCount. */
  readonly locatedNodeByClass: Uint32Array;
}

/** What is known first: constructors, counts, shallow sizes. */
export interface ConstructorColumns {
  readonly heap: HeapColumns;
  readonly detachednessByNode: ColumnSource | null;
  readonly shallowBytesByNode: ColumnSource;
  /** Uint16 while there are at most 65,536 classes, else Uint32. */
  readonly classByNode: ColumnSource;
  readonly classes: Classes;
  readonly interfaces: readonly InterfaceDefinition[];
  readonly totalBytes: Bytes;
}

/** What is known next: who holds what, and how far from the roots. */
export interface ReferenceColumns {
  readonly firstRetainerByNode: ColumnSource;
  readonly wordByRetainer: ColumnSource;
  readonly retaining: RetainingRule;
  readonly distanceByNode: ColumnSource;
  readonly distanceByClass: Int32Array;
  /** Known behind everything else. */
  readonly retainingLevelByNode?: ColumnSource;
}

/** What is known last. */
export interface DominatorColumns {
  readonly dominatorByNode: ColumnSource;
  readonly retainedBytesByNode: ColumnSource;
  readonly retainedBytesByClass: Float64Array;
  readonly firstDominatedByNode: ColumnSource;
  readonly nodeByDominated: ColumnSource;
}

export interface ConstructorStage {
  readonly graph: HeapView;
  /** 0 unknown, 1 attached, 2 detached, after DevTools' propagation. Null when nothing in the heap is detached or attached. */
  readonly detachednessByNode: NumberColumn | null;
  /** DevTools' shallow size: the file's self size after hidden helper objects gave theirs to their only owner. */
  readonly shallowBytesByNode: NumberColumn;
  /** With the class of every node, also of those with size 0, which the other columns do not count. */
  readonly classes: Classes & { readonly classByNode: NumberColumn };
  /** The names that plain objects were given, most frequent first. A comparison applies them to the older capture too. */
  readonly interfaces: readonly InterfaceDefinition[];
  /** Shallow sizes of all nodes, which is what the root retains, plus bytes outside the graph. */
  readonly totalBytes: Bytes;
}

/** Incoming edges: node n is held by rows firstRetainerByNode[n] … firstRetainerByNode[n + 1] - 1. */
export interface RetainerView {
  /** Length nodeCount + 1. */
  readonly firstRetainerByNode: NumberColumn;
  /** Source and kind of the edge in one word (edgeWords.ts; kind TABLE_EDGE of retainingEdges.ts included), in order of edges within a node. Length edgeCount. */
  readonly wordByRetainer: NumberColumn;
}

export interface ReferenceStage extends ConstructorStage {
  readonly retainers: RetainerView;
  /** Which edges keep their target alive. */
  readonly retaining: RetainingRule;
  /** DevTools' distance, with its special values (see units.ts). Length nodeCount. */
  readonly distanceByNode: NumberColumn;
  /** Smallest distance of a counted member. Length classCount. */
  readonly distanceByClass: Int32Array;
  /** See retainingLevels.ts; known behind everything else. Length nodeCount. */
  readonly retainingLevelByNode?: NumberColumn;
}

/** The dominator tree top down: node n immediately dominates nodeByDominated[firstDominatedByNode[n]] … */
export interface DominatedView {
  /** Length nodeCount + 1. */
  readonly firstDominatedByNode: NumberColumn;
  readonly nodeByDominated: NumberColumn;
}

/** Everything. */
export interface HeapAnalysis extends ReferenceStage {
  /** Immediate dominator; the root's is NO_NODE. Length nodeCount. */
  readonly dominatorByNode: NumberColumn;
  readonly retainedBytesByNode: NumberColumn;
  /** What all members of a class retain together. Length classCount. */
  readonly retainedBytesByClass: Float64Array;
  readonly dominated: DominatedView;
}

/** What is known at some stage: at least the first one's. */
export type PartialAnalysis = ConstructorStage & Partial<Omit<HeapAnalysis, keyof ConstructorStage>>;

/** All that is known at some stage, as plain data: at least the first one's. */
export type AnalysisColumns = ConstructorColumns & Partial<ReferenceColumns & DominatorColumns>;

/** The analysis over its columns, as far as there are some. Cost: O(1). */
export function openAnalysis(columns: AnalysisColumns): PartialAnalysis {
  const { heap, detachednessByNode, shallowBytesByNode, classByNode, classes, interfaces, totalBytes, distanceByClass, retaining, retainedBytesByClass } = columns;
  const opened = (source: ColumnSource | undefined): NumberColumn | undefined => source && openColumn(source);
  const { firstRetainerByNode, wordByRetainer, firstDominatedByNode, nodeByDominated } = columns;
  const later = {
    retainers: firstRetainerByNode && wordByRetainer && { firstRetainerByNode: openColumn(firstRetainerByNode), wordByRetainer: openColumn(wordByRetainer) },
    retaining,
    distanceByNode: opened(columns.distanceByNode),
    distanceByClass,
    retainingLevelByNode: opened(columns.retainingLevelByNode),
    dominatorByNode: opened(columns.dominatorByNode),
    retainedBytesByNode: opened(columns.retainedBytesByNode),
    retainedBytesByClass,
    dominated: firstDominatedByNode && nodeByDominated && { firstDominatedByNode: openColumn(firstDominatedByNode), nodeByDominated: openColumn(nodeByDominated) },
  };
  return {
    graph: openHeapView(heap),
    detachednessByNode: detachednessByNode && openColumn(detachednessByNode),
    shallowBytesByNode: openColumn(shallowBytesByNode),
    classes: { ...classes, classByNode: openColumn(classByNode) },
    interfaces,
    totalBytes,
    ...(Object.fromEntries(Object.entries(later).filter(([, value]) => value !== undefined)) as Partial<HeapAnalysis>),
  };
}

/** A chain of nodes from an object (nodes[0]) to a root (the last). edges[i] leads from nodes[i + 1] to nodes[i]. */
export interface GraphPath {
  readonly nodes: readonly NodeOrdinal[];
  /** Length nodes.length - 1. */
  readonly edges: readonly number[];
  readonly reachesRoot: boolean;
}
