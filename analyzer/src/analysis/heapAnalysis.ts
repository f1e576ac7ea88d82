/**
 * Everything that is computed once from a heap and read by all views, in the stages in which it becomes known: constructors; retainers and
 * distances; dominators and retained sizes. Types only; session/analysisRun.ts has the plan that makes them.
 */
import type { Bytes, NodeOrdinal } from '../../protocol/units.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import type { InterfaceDefinition } from './interfaces.ts';
import type { RetainingRule } from './retainingEdges.ts';

/** Incoming edges in columns: node n is held by rows firstRetainerByNode[n] … firstRetainerByNode[n + 1] - 1. */
export interface RetainerIndex {
  /** Length nodeCount + 1. */
  readonly firstRetainerByNode: Uint32Array;
  /** Source and kind of the edge in one word (edgeWords.ts; kind TABLE_EDGE of retainingEdges.ts included), in order of edges within a node. Length edgeCount. */
  readonly wordByRetainer: Uint32Array;
}

/** Classes by node: two bytes a row while there are at most 65,536 of them. */
export type ClassColumn = Uint16Array | Uint32Array;

/** The classes (constructors) of a heap, row n is class n. Semantics: DevTools' aggregates. */
export interface ClassTable {
  readonly classCount: number;
  /** Class of every node, also of those with size 0, which the columns below do not count. Length nodeCount. */
  readonly classByNode: ClassColumn;
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

/** The dominator tree top down: node n immediately dominates nodeByDominated[firstDominatedByNode[n]] … */
export interface DominatedIndex {
  /** Length nodeCount + 1. */
  readonly firstDominatedByNode: Uint32Array;
  readonly nodeByDominated: Uint32Array;
}

/** What is known first: constructors, counts, shallow sizes. */
export interface ConstructorStage {
  readonly graph: HeapGraph;
  /** 0 unknown, 1 attached, 2 detached, after DevTools' propagation. Null when nothing in the heap is detached or attached. */
  readonly detachednessByNode: Uint8Array | null;
  /** DevTools' shallow size: the file's self size after hidden helper objects gave theirs to their only owner. Length nodeCount. */
  readonly shallowBytesByNode: BytesColumn;
  readonly classes: ClassTable;
  /** The names that plain objects were given, most frequent first. A comparison applies them to the older capture too. */
  readonly interfaces: readonly InterfaceDefinition[];
  /** Shallow sizes of all nodes, which is what the root retains, plus bytes outside the graph. */
  readonly totalBytes: Bytes;
}

/** What is known next: who holds what, and how far from the roots. */
export interface ReferenceStage extends ConstructorStage {
  readonly retainers: RetainerIndex;
  /** Which edges keep their target alive. */
  readonly retaining: RetainingRule;
  /** DevTools' distance, with its special values (see units.ts). Length nodeCount. */
  readonly distanceByNode: Int32Array;
  /** Smallest distance of a counted member. Length classCount. */
  readonly distanceByClass: Int32Array;
}

/** Everything. */
export interface HeapAnalysis extends ReferenceStage {
  /** Immediate dominator; the root's is NO_NODE. Length nodeCount. */
  readonly dominatorByNode: Uint32Array;
  readonly retainedBytesByNode: BytesColumn;
  /** What all members of a class retain together. Length classCount. */
  readonly retainedBytesByClass: Float64Array;
  /** The dominator tree top down; made when first asked for, O(nodes). */
  dominated(): DominatedIndex;
}

/** What is known at some stage: at least the first one's. */
export type PartialAnalysis = ConstructorStage & Partial<Omit<HeapAnalysis, keyof ConstructorStage>>;

/** A chain of nodes from an object (nodes[0]) to a root (the last). edges[i] leads from nodes[i + 1] to nodes[i]. */
export interface GraphPath {
  readonly nodes: readonly NodeOrdinal[];
  /** Length nodes.length - 1. */
  readonly edges: readonly number[];
  readonly reachesRoot: boolean;
}
