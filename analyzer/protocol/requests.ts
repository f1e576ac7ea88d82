/**
 * The table of questions: method → parameters and result. The server's handlers, the worker, the extension's client and
 * the webview's bridge are all typed by it, so that a forgotten handler does not compile.
 *
 * A capture is analysed in stages (rows.ts, ANALYSIS_STAGES). A question that needs a later stage than the one that is
 * reached waits for it; so does sorting by a column that comes later. Such a question starts a stopped analysis again, and
 * fails as the analysis does.
 */
import type { AnalysisStage, ClassRow, DiffNodeRow, DiffPage, EdgeRow, HeapSummary, NodeRow, Page, RetainingPath, SourceLocation, StatisticsRow, SuspectReport } from './rows.ts';
import type { Bytes, CaptureHandle, EdgeOrdinal, NodeId, NodeOrdinal } from './units.ts';

/** Present on every request that can take long: progress comes as `heap/progress` notifications with the same token. */
export interface WithProgress {
  readonly progressToken?: string;
}

export interface PageQuery {
  readonly offset: number;
  /** At most 1000. */
  readonly limit: number;
}

export interface CaptureQuery {
  readonly handle: CaptureHandle;
}

export interface NodeQuery extends CaptureQuery {
  readonly node: NodeOrdinal;
}

export type ClassSortKey = 'name' | 'distance' | 'count' | 'selfBytes' | 'retainedBytes';
export type NodeSortKey = 'name' | 'nodeId' | 'distance' | 'selfBytes' | 'retainedBytes' | 'edge';
export type DiffSortKey = 'name' | 'addedCount' | 'removedCount' | 'deltaCount' | 'addedBytes' | 'removedBytes' | 'deltaBytes';

export interface Sorted<Key extends string> {
  readonly sortBy?: Key;
  readonly ascending?: boolean;
}

export interface Filtered {
  /** Part of the name, any case. Empty or absent: everything. */
  readonly filter?: string;
}

/** How scripts' names become files on this machine. */
export interface SourceSettings {
  /** Absolute paths, tried first. */
  readonly workspaceFolders: readonly string[];
  /** Prefix in the target → absolute path here; the longest matching prefix wins. For containers and remotes. */
  readonly pathMappings: Readonly<Record<string, string>>;
}

export interface SuspectSettings {
  /** Class names and rule ids that the user does not want to see. */
  readonly ignoredClassNames: readonly string[];
  readonly ignoredRuleIds: readonly string[];
}

export interface AnalyzerRequests {
  /** Sets how sources are found; held until changed. */
  'settings/sources': { params: SourceSettings; result: null };
  /**
   * Begins to read a capture while it is written to `partPath`, and answers at once. `heap/followed` must come in the end; opening `path` from
   * then on goes on with that reading. Never fails: what can't be read so is read when it is opened. `expectedBytes`: a guess.
   */
  'heap/follow': { params: { path: string; partPath: string; expectedBytes?: Bytes }; result: null };
  /** The capture is whole and called `path` now; `bytes` null: it failed, and is forgotten. Does nothing for a path that is not followed. */
  'heap/followed': { params: { path: string; bytes: Bytes | null }; result: null };
  /**
   * Opens a file and answers once stage `constructors` is reached; the analysis goes on behind it. The same path, size and time gives the
   * same handle, at whatever stage it is. Cancelling it ends the reading. Errors: unknownFormat, truncatedInput, …, outOfMemory, cancelled.
   */
  'heap/open': { params: { path: string } & WithProgress; result: HeapSummary };
  /**
   * Answers once `stage` is reached. Progress: the share of the work from stage `constructors` to `stage`. Cancelling it ends the waiting,
   * not the analysis. Errors: those of the analysis (outOfMemory, …); cancelled, also when `heap/stop` or `heap/close` ended the analysis.
   */
  'heap/wait': { params: CaptureQuery & { stage: AnalysisStage } & WithProgress; result: HeapSummary };
  /** Ends a running analysis. What is reached stays usable; the next question for a later stage goes on with it. Does nothing when nothing runs. */
  'heap/stop': { params: CaptureQuery; result: HeapSummary };
  /** Frees the capture's memory and ends its analysis. Its handle is invalid from then on. */
  'heap/close': { params: CaptureQuery; result: null };
  'heap/summary': { params: CaptureQuery; result: HeapSummary };
  'heap/classes': { params: CaptureQuery & PageQuery & Sorted<ClassSortKey> & Filtered; result: Page<ClassRow> };
  'heap/classMembers': { params: CaptureQuery & PageQuery & Sorted<NodeSortKey> & { classKey: string }; result: Page<NodeRow> };
  /** Outgoing references. The containment page starts at the root: node `root`. */
  'heap/children': { params: CaptureQuery & PageQuery & Sorted<NodeSortKey> & { node: NodeOrdinal | 'root' }; result: Page<EdgeRow> };
  /** From stage `references`. Incoming references as DevTools lists them, by the holder's distance. */
  'heap/retainers': { params: NodeQuery & PageQuery & Sorted<NodeSortKey>; result: Page<EdgeRow> };
  /** From stage `complete`. The objects that `node` immediately dominates. `root`: the top of the dominator tree. */
  'heap/dominated': { params: CaptureQuery & PageQuery & Sorted<NodeSortKey> & { node: NodeOrdinal | 'root' }; result: Page<NodeRow> };
  /** From stage `references`. */
  'heap/path': { params: NodeQuery; result: RetainingPath };
  /** From stage `references`. */
  'heap/statistics': { params: CaptureQuery; result: { rows: StatisticsRow[]; totalBytes: number } };
  /** The object with V8's id. Errors: notFound. */
  'heap/nodeById': { params: CaptureQuery & { nodeId: NodeId }; result: NodeRow };
  /** The best known line for an object, or for the reference `edge` that holds it. */
  'heap/locate': { params: NodeQuery & { edge?: EdgeOrdinal }; result: SourceLocation | null };
  /** From stage `complete` of both, as all that follow. */
  'diff/classes': { params: { base: CaptureHandle; target: CaptureHandle } & PageQuery & Sorted<DiffSortKey> & Filtered & WithProgress; result: DiffPage };
  /** The added and removed objects of one class of the comparison, added first. */
  'diff/members': { params: { base: CaptureHandle; target: CaptureHandle; classKey: string } & PageQuery & Sorted<NodeSortKey>; result: Page<DiffNodeRow> };
  /** Judges one capture, or several of one process, oldest first. */
  'suspects/find': { params: { captures: CaptureHandle[]; limit: number; settings?: SuspectSettings } & WithProgress; result: SuspectReport };
  /** Instances behind a suspect, largest or newest first. */
  'suspects/instances': { params: { captures: CaptureHandle[]; classKey: string; order: 'largest' | 'newest' } & PageQuery; result: Page<NodeRow> };
}

export type AnalyzerMethod = keyof AnalyzerRequests;

/** Every method, for code that must register them one by one. */
export const ANALYZER_METHODS = [
  'settings/sources', 'heap/follow', 'heap/followed', 'heap/open', 'heap/wait', 'heap/stop', 'heap/close', 'heap/summary', 'heap/classes', 'heap/classMembers', 'heap/children', 'heap/retainers',
  'heap/dominated', 'heap/path', 'heap/statistics', 'heap/nodeById', 'heap/locate', 'diff/classes', 'diff/members', 'suspects/find', 'suspects/instances',
] as const satisfies readonly AnalyzerMethod[];
/** Compiles only while ANALYZER_METHODS is complete. */
export type AllMethodsListed = AnalyzerMethod extends (typeof ANALYZER_METHODS)[number] ? true : never;
export const ALL_METHODS_LISTED: AllMethodsListed = true;
export type AnalyzerParams<M extends AnalyzerMethod> = AnalyzerRequests[M]['params'];
export type AnalyzerResult<M extends AnalyzerMethod> = AnalyzerRequests[M]['result'];

export interface AnalyzerNotifications {
  /** `fraction` 0 … 1 of the request that carried the token. */
  'heap/progress': { progressToken: string; stage: string; fraction: number };
}
