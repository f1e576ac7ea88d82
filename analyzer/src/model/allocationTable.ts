/** Recorded allocations in columns: the call tree of `trace_tree` and the timeline of `samples`. */

/** Row n of the function columns is function info n; row n of the tree columns is call tree node n. */
export interface AllocationTable {
  readonly functionCount: number;
  readonly nameByFunction: Uint32Array;
  readonly scriptNameByFunction: Uint32Array;
  readonly scriptIdByFunction: Int32Array;
  /** V8's: the first line and column are 0; -1 when unknown. */
  readonly lineByFunction: Int32Array;
  readonly columnByFunction: Int32Array;

  readonly treeNodeCount: number;
  /** The id that `traceNodeIdByNode` refers to. Length treeNodeCount. */
  readonly traceNodeIdByTreeNode: Uint32Array;
  /** Row of the caller; the root's is its own row. Length treeNodeCount. */
  readonly parentByTreeNode: Uint32Array;
  readonly functionByTreeNode: Uint32Array;
  readonly allocationCountByTreeNode: Float64Array;
  readonly allocationBytesByTreeNode: Float64Array;

  /** Moments of the timeline: when, and the highest object id given out until then. */
  readonly sampleCount: number;
  readonly timestampUsBySample: Float64Array;
  readonly lastAssignedIdBySample: Float64Array;
}

