/**
 * A heap at one moment: columns, which every importer of heaps yields, and the graph over them, which every analysis reads. It knows no
 * file format and no derived value; distances, dominators and sizes are separate results that are computed from it.
 */
import type { Bytes, EdgeOrdinal, NodeOrdinal, StringIndex } from '../../protocol/units.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { NumberColumn, NumberSource } from '../base/numberColumn.ts';
import { END_MASK, KIND_SHIFT } from './edgeWords.ts';

/**
 * Row n of the node columns is node n. Node n owns edges firstEdgeByNode[n] … firstEdgeByNode[n + 1] - 1.
 * Immutable once built. Checked by checkHeapGraph().
 */
export interface HeapColumns {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The node that all reachability starts from. In V8's files the first node, seldom the last. */
  readonly rootNode: NodeOrdinal;

  /** Index into NODE_KINDS. Length nodeCount. */
  readonly kindByNode: Uint8Array;
  /** Index into strings. Length nodeCount. Detached natives keep V8's own name here; see detachedness. */
  readonly nameByNode: NumberSource;
  /** V8's object id. Length nodeCount. */
  readonly nodeIdByNode: NumberSource;
  /** Bytes of the object alone, as the file says. Length nodeCount. */
  readonly selfBytesByNode: BytesColumn;
  /** 0 unknown, 1 attached, 2 detached, as the file says. Length nodeCount; null when the format has no such field. */
  readonly detachednessByNode: Uint8Array | null;
  /** Node of the allocation call tree, 0 for none. Length nodeCount; null when the format has no such field. */
  readonly traceNodeIdByNode: Uint32Array | null;

  /** Ascending; first is 0, last is edgeCount. Length nodeCount + 1. */
  readonly firstEdgeByNode: Uint32Array;
  /** Target and kind (index into EDGE_KINDS) in one word, see edgeWords.ts. Length edgeCount. */
  readonly wordByEdge: Uint32Array;
  /** Index into strings, except for kinds `element` and `hidden`, where it is the number itself. Length edgeCount. */
  readonly nameOrIndexByEdge: NumberSource;

  readonly strings: StringColumns;
  /** Where constructors and functions were defined. */
  readonly locations: LocationTable;
  /** Bytes that the header reports outside the graph (Node 24 and later), else 0. */
  readonly extraNativeBytes: Bytes;
}

/** The texts of a heap: literals of JSON as they stand in a file, see byteStringTable.ts, or ordinary strings. */
export type StringColumns = { readonly bytes: Uint8Array; readonly ends: Uint32Array } | { readonly texts: readonly string[] };

/** The columns with what reads them. */
export interface HeapGraph extends Omit<HeapColumns, 'nameByNode' | 'nodeIdByNode' | 'nameOrIndexByEdge' | 'strings'> {
  /** What the graph was built from: plain data that threads can hand on. */
  readonly columns: HeapColumns;
  readonly nameByNode: NumberColumn;
  readonly nodeIdByNode: NumberColumn;
  readonly nameOrIndexByEdge: NumberColumn;
  readonly strings: StringTable;
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

/** Where the edge leads. */
export function edgeTarget({ wordByEdge }: HeapGraph, edge: EdgeOrdinal): NodeOrdinal {
  return wordByEdge[edge]! & END_MASK;
}

/** Code of the edge's kind. */
export function edgeKind({ wordByEdge }: HeapGraph, edge: EdgeOrdinal): number {
  return wordByEdge[edge]! >>> KIND_SHIFT;
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

