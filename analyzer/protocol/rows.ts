/** Plain rows, as they cross processes: small, in pages, with everything that a view needs to draw them. */
import type { CodeOwner, EdgeKind, NodeKind } from './kinds.ts';
import type { Bytes, CaptureHandle, ColumnNumber, Distance, EdgeOrdinal, LineNumber, NodeId, NodeOrdinal } from './units.ts';

/** A stretch of a longer list. */
export interface Page<Row> {
  readonly offset: number;
  /** Length of the whole list, after filtering. */
  readonly total: number;
  readonly rows: readonly Row[];
}

/** A place in source code that a click can open. */
export interface SourceLocation {
  /** The script's name as V8 knows it: a path, a file: URL, `node:fs`, … */
  readonly url: string;
  /** Absolute path on this machine of the file to open (the original source when there is a source map), or null when there is none here. */
  readonly file: string | null;
  readonly line: LineNumber;
  readonly column: ColumnNumber;
  /** True when a source map led from the generated to the original file. */
  readonly mapped: boolean;
  /** Name for the user: `server.ts:12`. */
  readonly label: string;
  readonly owner: CodeOwner;
}

/**
 * How far the analysis of a capture is. Each stage answers all that the ones before it do.
 * `constructors`: classes with counts and shallow sizes, their members, outgoing references, lines, names.
 * `references`: distances, retainers, paths, statistics. `complete`: retained sizes, dominators, comparison, suspects.
 */
export const ANALYSIS_STAGES = ['constructors', 'references', 'complete'] as const;
export type AnalysisStage = (typeof ANALYSIS_STAGES)[number];

/** What one capture is, at a glance. All but `stage` is known from the first stage on. */
export interface HeapSummary {
  readonly handle: CaptureHandle;
  /** The stage that is reached. */
  readonly stage: AnalysisStage;
  readonly path: string;
  readonly fileBytes: Bytes;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly stringCount: number;
  /** Retained size of the root plus bytes outside the graph: DevTools' total. */
  readonly totalBytes: Bytes;
  readonly extraNativeBytes: Bytes;
  readonly classCount: number;
  readonly hasLocations: boolean;
  readonly hasAllocationStacks: boolean;
  readonly diagnostics: readonly DiagnosticRow[];
}

export interface DiagnosticRow {
  readonly code: string;
  readonly severity: 'info' | 'dataLoss';
  readonly sentence: string;
  readonly count: number;
  readonly firstByteOffset: number;
}

/** One constructor. Sizes and counts are DevTools'. */
export interface ClassRow {
  /** Names the class within its capture and, for the same class, in other captures of the same process. */
  readonly classKey: string;
  /** `Array`, `(string)`, `{id, payload}`, … */
  readonly name: string;
  readonly count: number;
  readonly selfBytes: Bytes;
  /** Null before stage `complete`: still being computed. */
  readonly retainedBytes: Bytes | null;
  /** Smallest distance of a member. Null before stage `references`. */
  readonly distance: Distance | null;
  /** Where the constructor is defined, when the file says. */
  readonly location: SourceLocation | null;
}

/** One object. */
export interface NodeRow {
  readonly node: NodeOrdinal;
  readonly nodeId: NodeId;
  readonly kind: NodeKind;
  /** Display name: the string's text, the function's name, `{first, second, …}`; cut to a bounded length. Untrusted text. */
  readonly name: string;
  readonly className: string;
  /** Null before stage `references`: still being computed. */
  readonly distance: Distance | null;
  readonly selfBytes: Bytes;
  /** Null before stage `complete`. */
  readonly retainedBytes: Bytes | null;
  /** Number of outgoing edges. */
  readonly edgeCount: number;
  readonly detached: boolean;
  readonly location: SourceLocation | null;
}

/** One reference, with the object at its other end: the target when listing children, the holder when listing retainers. */
export interface EdgeRow {
  readonly edge: EdgeOrdinal;
  readonly edgeKind: EdgeKind;
  /** Property, variable or index. Untrusted text. */
  readonly edgeName: string;
  readonly node: NodeRow;
  /** Where this very reference is made in the source: the variable's declaration, the property's assignment, … */
  readonly location: SourceLocation | null;
}

/**
 * One step of a path. steps[0] is the object itself; each next step is what holds the one before; the last is a root.
 */
export interface PathStep {
  readonly node: NodeRow;
  /** The edge from this step's node to the node of the step before. Null in steps[0]. */
  readonly edge: EdgeOrdinal | null;
  readonly edgeKind: EdgeKind | null;
  readonly edgeName: string | null;
  /** The step in words: "variable `clients` of function `cleanup`", "listener of `SIGINT` on `process`". */
  readonly words: string;
  /** The line to look at for this step. */
  readonly location: SourceLocation | null;
  readonly owner: CodeOwner;
}

/** The shortest path from an object to a root. */
export interface RetainingPath {
  readonly steps: readonly PathStep[];
  /** The whole path as one sentence. */
  readonly sentence: string;
  /** True when the path ends at a root; false when the object is unreachable or every path is weak. */
  readonly reachesRoot: boolean;
}

/** One constructor in a comparison of two captures. The columns are DevTools'. */
export interface DiffRow {
  readonly classKey: string;
  readonly name: string;
  readonly addedCount: number;
  readonly removedCount: number;
  readonly deltaCount: number;
  readonly addedBytes: Bytes;
  readonly removedBytes: Bytes;
  readonly deltaBytes: Bytes;
  readonly location: SourceLocation | null;
}

/** A page of a comparison. */
export interface DiffPage extends Page<DiffRow> {
  /**
   * False when equal ids of the two captures are not the same objects: they are of two processes, or the inspector was disconnected in
   * between. The rows are what DevTools would show, and mean nothing.
   */
  readonly canFollow: boolean;
}

/** One object of a comparison. `capture` says which capture its ordinal belongs to. */
export interface DiffNodeRow extends NodeRow {
  readonly change: 'added' | 'removed';
  readonly capture: CaptureHandle;
}

/** One slice of DevTools' Statistics page. */
export interface StatisticsRow {
  readonly id: 'code' | 'strings' | 'jsArrays' | 'typedArrays' | 'system' | 'otherJs' | 'otherNative';
  readonly label: string;
  readonly bytes: Bytes;
}

/** One entry of the list of suspicious constructors. */
export interface Suspect {
  /** 1 is the most suspicious. */
  readonly rank: number;
  /** The rule that named it, e.g. `growing-class`. */
  readonly ruleId: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly classKey: string;
  readonly className: string;
  readonly count: number;
  readonly retainedBytes: Bytes;
  /** Against the first capture; null when there is only one. */
  readonly countDelta: number | null;
  readonly retainedBytesDelta: Bytes | null;
  /** Why it is here, one sentence with its numbers. */
  readonly reason: string;
  /** What holds its instances, in words. */
  readonly holder: string;
  /** The capture that `sample` belongs to: the newest. */
  readonly capture: CaptureHandle;
  /** An instance that stands for all. */
  readonly sample: NodeRow;
  readonly path: RetainingPath;
  /** The line to change, in the original source. */
  readonly culprit: SourceLocation | null;
}

export interface SuspectReport {
  /** The captures that were judged, oldest first. */
  readonly captures: readonly CaptureHandle[];
  readonly suspects: readonly Suspect[];
  /** What was set aside and why, one sentence each. */
  readonly setAside: readonly string[];
}
