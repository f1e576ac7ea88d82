/**
 * A heap at one moment: columns, which every importer of heaps yields; the graph over them, which every pass reads; and the view, which
 * every answer to a question reads. It knows no file format and no derived value: distances, dominators and sizes are separate results.
 */
import type { Bytes, EdgeOrdinal, NodeOrdinal, StringIndex } from '../../protocol/units.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { ColumnSource, NumberColumn } from '../base/numberColumn.ts';
import { END_MASK, KIND_SHIFT } from './edgeWords.ts';

/**
 * Row n of the node columns is node n. Node n owns edges firstEdgeByNode[n] … firstEdgeByNode[n + 1] - 1. Plain data that threads hand on;
 * each column is in memory or on disk. Immutable once built. Checked by checkHeapGraph().
 */
export interface HeapColumns {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The node that all reachability starts from. In V8's files the first node, seldom the last. */
  readonly rootNode: NodeOrdinal;

  /** Index into NODE_KINDS. Uint8, length nodeCount. */
  readonly kindByNode: ColumnSource;
  /** Index into strings. Uint32, length nodeCount. Detached natives keep V8's own name here; see detachedness. */
  readonly nameByNode: ColumnSource;
  /** V8's object id. Uint32, length nodeCount. */
  readonly nodeIdByNode: ColumnSource;
  /** Bytes of the object alone, as the file says. BytesColumn, length nodeCount; null once shallow sizes are known, which is all that they are for. */
  readonly selfBytesByNode: ColumnSource | null;
  /** 0 unknown, 1 attached, 2 detached, as the file says. Uint8, length nodeCount; null when the format has no such field. */
  readonly detachednessByNode: ColumnSource | null;
  /** Node of the allocation call tree, 0 for none. Uint32, length nodeCount; null when the format has no such field. */
  readonly traceNodeIdByNode: ColumnSource | null;

  /** Ascending; first is 0, last is edgeCount. Uint32, length nodeCount + 1. */
  readonly firstEdgeByNode: ColumnSource;
  /** Target and kind (index into EDGE_KINDS) in one word, see edgeWords.ts. Uint32, length edgeCount. */
  readonly wordByEdge: ColumnSource;
  /** Index into strings, except for kinds `element` and `hidden`, where it is the number itself. Uint32, length edgeCount. */
  readonly nameOrIndexByEdge: ColumnSource;

  readonly strings: StringColumns;
  /** Where constructors and functions were defined. */
  readonly locations: LocationColumns;
  /** Bytes that the header reports outside the graph (Node 24 and later), else 0. */
  readonly extraNativeBytes: Bytes;
}

/** The texts of a heap: literals of JSON as they stand in a file, see byteStringTable.ts, or ordinary strings. */
export type StringColumns = { readonly bytes: ColumnSource; readonly ends: ColumnSource } | { readonly texts: readonly string[] };

/**
 * Source positions of nodes in columns, ascending by node, at most one row a node (the file's last wins).
 * Lines and columns are V8's: the first is 0.
 */
export interface LocationColumns {
  readonly count: number;
  /** Node ordinal, ascending. Uint32, length count. */
  readonly nodeByLocation: ColumnSource;
  /** Int32. */
  readonly scriptIdByLocation: ColumnSource;
  /** Int32. */
  readonly lineByLocation: ColumnSource;
  /** Int32. */
  readonly columnByLocation: ColumnSource;
}

/** What passes and views have in common: facts, texts, and columns that nobody reads at random over a whole heap. */
interface HeapBase {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly rootNode: NodeOrdinal;
  readonly extraNativeBytes: Bytes;
  /** What the heap was opened from. */
  readonly columns: HeapColumns;
  readonly nameByNode: NumberColumn;
  readonly nodeIdByNode: NumberColumn;
  readonly nameOrIndexByEdge: NumberColumn;
  readonly strings: StringTable;
}

/** A heap as passes over all of it take it: columns in memory. Those that are on disk are loaded when first read. */
export interface HeapGraph extends HeapBase {
  readonly kindByNode: Uint8Array;
  readonly selfBytesByNode: BytesColumn;
  readonly detachednessByNode: Uint8Array | null;
  readonly traceNodeIdByNode: Uint32Array | null;
  readonly firstEdgeByNode: Uint32Array;
  readonly wordByEdge: Uint32Array;
  readonly locations: LocationTable;
}

/** LocationColumns in memory. */
export interface LocationTable {
  readonly count: number;
  readonly nodeByLocation: Uint32Array;
  readonly scriptIdByLocation: Int32Array;
  readonly lineByLocation: Int32Array;
  readonly columnByLocation: Int32Array;
}

/** A heap as views take it: a few rows at a time, from wherever they are. */
export interface HeapView extends HeapBase {
  readonly kindByNode: NumberColumn;
  readonly detachednessByNode: NumberColumn | null;
  readonly firstEdgeByNode: NumberColumn;
  readonly wordByEdge: NumberColumn;
  readonly locations: LocationView;
}

export interface LocationView {
  readonly count: number;
  readonly nodeByLocation: NumberColumn;
  readonly scriptIdByLocation: NumberColumn;
  readonly lineByLocation: NumberColumn;
  readonly columnByLocation: NumberColumn;
}

/** Read-only table of strings, decoded only when asked. */
export interface StringTable {
  readonly count: number;
  /** The text of string `index`. Cost: one decode; no cache. */
  text(index: StringIndex): string;
  /** Indices of all strings equal to `text`, ascending. Cost: one pass over the bytes. */
  find(text: string): readonly StringIndex[];
  /** The same for several texts: what has to be loaded from disk for a search is loaded once. */
  findEach(texts: readonly string[]): readonly (readonly StringIndex[])[];
  /** Indices of all strings that contain `part` (exact case), ascending. Cost: one pass over the bytes. */
  findContaining(part: string): readonly StringIndex[];
}

/** Where the edge leads. */
export function edgeTarget({ wordByEdge }: HeapView, edge: EdgeOrdinal): NodeOrdinal {
  return wordByEdge.at(edge) & END_MASK;
}

/** Code of the edge's kind. */
export function edgeKind({ wordByEdge }: HeapView, edge: EdgeOrdinal): number {
  return wordByEdge.at(edge) >>> KIND_SHIFT;
}

/** Row of `node` in the location table, or -1. Cost: a binary search. */
export function locationOfNode({ nodeByLocation, count }: LocationView, node: NodeOrdinal): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = nodeByLocation.at(middle);
    if (there === node) return middle;
    if (there < node) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
