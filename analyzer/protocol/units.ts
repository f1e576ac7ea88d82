/**
 * The units and ordinals that every part of Heapline speaks in. Plain aliases: they document, the compiler does not
 * tell them apart. In names the unit comes last (`selfBytes`, `pauseMs`).
 */

/** A number of bytes. Exact up to 2^53. */
export type Bytes = number;
/** A duration in milliseconds. */
export type Milliseconds = number;
/** A moment, as milliseconds since 1970-01-01 UTC. */
export type UnixMs = number;
/** A place in a file or stream, in bytes from its start. May pass 2^32. */
export type ByteOffset = number;

/** Row number of a node in its heap: 0 … nodeCount - 1. Only means something inside one capture. */
export type NodeOrdinal = number;
/** Row number of an edge in its heap: 0 … edgeCount - 1. */
export type EdgeOrdinal = number;
/** V8's object id (DevTools shows it as `@id`). Stable between captures of one process. Unsigned 32 bit. */
export type NodeId = number;
/** Index into a heap's string table. */
export type StringIndex = number;

/** Number of edges from the user roots (DevTools' "Distance"). Values from DISTANCE_BASE_SYSTEM up mean "only reachable from system roots". */
export type Distance = number;

/** Line as editors show it: the first line is 1. */
export type LineNumber = number;
/** Column as editors show it: the first column is 1. Counts UTF-16 units. */
export type ColumnNumber = number;

/** Names one open capture for the life of an analyzer process. */
export type CaptureHandle = number;

/** "No node" in a column of node ordinals. */
export const NO_NODE = 0xffffffff;
/** Distance of a node that no path from any root reaches. Shown as "–". DevTools uses -5; ours is the same number so that exports compare. */
export const UNREACHABLE_DISTANCE = -5;
/** Distances from here up count from the system roots. Source: DevTools, HeapSnapshot.ts `baseSystemDistance`. */
export const DISTANCE_BASE_SYSTEM = 100_000_000;
