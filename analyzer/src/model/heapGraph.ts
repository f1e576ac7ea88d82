/**
 * A heap at one moment, as columns: what every importer of heaps yields and every analysis reads. It knows no file
 * format and no derived value; distances, dominators and sizes are separate results that are computed from it.
 */
import type { Bytes, NodeOrdinal, StringIndex } from '../../protocol/units.ts';

/**
 * Row n of the node columns is node n. Node n owns edges firstEdgeByNode[n] … firstEdgeByNode[n + 1] - 1.
 * Immutable once built. Checked by checkHeapGraph().
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The node that all reachability starts from. In V8's files the first node, seldom the last. */
  readonly rootNode: NodeOrdinal;

  /** Index into NODE_KINDS. Length nodeCount. */
  readonly kindByNode: Uint8Array;
  /** Index into strings. Length nodeCount. Detached natives keep V8's own name here; see detachedness. */
  readonly nameByNode: Uint32Array;
  /** V8's object id. Length nodeCount. */
  readonly nodeIdByNode: Uint32Array;
  /** Bytes of the object alone, as the file says. Float64: one buffer can pass 4 GiB, exact up to 2^53. Length nodeCount. */
  readonly selfBytesByNode: Float64Array;
  /** 0 unknown, 1 attached, 2 detached, as the file says. Length nodeCount; null when the format has no such field. */
  readonly detachednessByNode: Uint8Array | null;
  /** Node of the allocation call tree, 0 for none. Length nodeCount; null when the format has no such field. */
  readonly traceNodeIdByNode: Uint32Array | null;

  /** Ascending; first is 0, last is edgeCount. Length nodeCount + 1. */
  readonly firstEdgeByNode: Uint32Array;
  /** Index into EDGE_KINDS. Length edgeCount. */
  readonly kindByEdge: Uint8Array;
  /** Index into strings, except for kinds `element` and `hidden`, where it is the number itself. Length edgeCount. */
  readonly nameOrIndexByEdge: Uint32Array;
  /** Node ordinal. Length edgeCount. */
  readonly targetByEdge: Uint32Array;

  readonly strings: StringTable;
  /** Where constructors and functions were defined. */
  readonly locations: LocationTable;
  /** Bytes that the header reports outside the graph (Node 24 and later), else 0. */
  readonly extraNativeBytes: Bytes;
}

/** Read-only table of strings, decoded only when asked. */
export interface StringTable {
  readonly count: number;
  /** The text of string `index`. Cost: one decode; no cache. */
  text(index: StringIndex): string;
  /** Indices of all strings equal to `text`, ascending. Cost: one pass over the bytes. */
  find(text: string): readonly StringIndex[];
  /** Indices of all strings that contain `part` (exact case), ascending. Cost: one pass over the bytes. */
  findContaining(part: string): readonly StringIndex[];
}

/**
 * Source positions of nodes in columns, ascending by node, at most one row a node (the file's last wins).
 * Lines and columns are V8's: the first is 0.
 */
export interface LocationTable {
  readonly count: number;
  /** Node ordinal, ascending. Length count. */
  readonly nodeByLocation: Uint32Array;
  readonly scriptIdByLocation: Int32Array;
  readonly lineByLocation: Int32Array;
  readonly columnByLocation: Int32Array;
}

/** Row of `node` in the location table, or -1. Cost: a binary search. */
export function locationOfNode(locations: LocationTable, node: NodeOrdinal): number {
  const nodes = locations.nodeByLocation;
  let low = 0;
  let high = locations.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = nodes[middle]!;
    if (there === node) return middle;
    if (there < node) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

