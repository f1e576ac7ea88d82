/**
 * The snapshot kernel (analyzer/kernels/snapshotKernel.ts) as the reader of snapshots uses it: memory with room for a window of the input and
 * for the rows of one call, and the calls. The kernel takes what is as V8 writes it and leaves everything else to its caller.
 */
import type { Bytes } from '../../protocol/units.ts';
import { snapshotKernelBase64 } from './generated/snapshotKernel.ts';

/** The rows of the latest call, overwritten by the next. */
export interface KernelRows {
  /** Edges: see model/edgeWords.ts. */
  readonly words: Uint32Array;
  /** Of nodes or edges. */
  readonly names: Uint32Array;
  readonly kinds: Uint8Array;
  readonly ids: Uint32Array;
  readonly selfBytes: Uint32Array;
  /** Where each node's edges end, modulo 2^32. */
  readonly firstEdges: Uint32Array;
  readonly traceIds: Uint32Array;
  readonly detachedness: Uint8Array;
  /** Locations. */
  readonly nodes: Uint32Array;
  readonly scriptIds: Int32Array;
  readonly lines: Int32Array;
  readonly columns: Int32Array;
  /** Strings: what is between their quotes, and where each ends. */
  readonly text: Uint8Array;
  readonly ends: Uint32Array;
}

/** What a call found besides rows. */
export interface KernelRun {
  /** How many were taken; the first that was not begins at position `next`. */
  readonly count: number;
  readonly next: number;
}

export interface EdgeRun extends KernelRun {
  /** The largest string index used as a name so far, and where its record begins; -1: that was not in this call. */
  readonly maxName: number;
  readonly maxNameStart: number;
}

export interface NodeRun extends EdgeRun {
  /** Of all nodes so far. */
  readonly edgeCount: number;
  /** Whether any row is not 0. */
  readonly hasTraceIds: boolean;
  readonly hasDetachedness: boolean;
}

/** Places of the fields in a record; -1: it has no such field. */
export interface NodeFields {
  readonly fieldCount: number;
  readonly type: number;
  readonly name: number;
  readonly id: number;
  readonly selfSize: number;
  readonly edgeCount: number;
  readonly traceNodeId: number;
  readonly detachedness: number;
}

export interface EdgeFields {
  readonly fieldCount: number;
  readonly type: number;
  readonly nameOrIndex: number;
  readonly toNode: number;
}

export interface LocationFields {
  readonly fieldCount: number;
  readonly objectIndex: number;
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/** What file offsets of nodes are multiples of, and how many there are. */
export interface NodeRange {
  readonly fieldCount: number;
  readonly count: number;
}

/** Reads at most `limit` records of those that begin with the comma at position `start` of the window, which may be one before its beginning. */
export type ReadEdges = (start: number, limit: number, maxName: number) => EdgeRun;
export type ReadNodes = (start: number, limit: number, maxName: number, edgeCount: number) => NodeRun;
export type ReadLocations = (start: number, limit: number) => KernelRun;

/** Those that make a reader of records answer null when the fields are others than it knows. A file's types become kinds; `unknown` is not usual. */
export interface SnapshotKernel {
  /** Room for the input, and one byte that ends it: 0. */
  readonly window: Uint8Array;
  readonly rows: KernelRows;
  nodes(fields: NodeFields, kindByType: Uint8Array, kinds: { readonly unknown: number }): ReadNodes | null;
  /** Two kinds have a number for a name. */
  edges(fields: EdgeFields, kindByType: Uint8Array, kinds: { readonly unknown: number; readonly element: number; readonly hidden: number }, nodes: NodeRange): ReadEdges | null;
  locations(fields: LocationFields, nodes: NodeRange): ReadLocations | null;
  /** Reads strings of those that begin with the comma at position `start` of the window and end before `end`. Their ends are counted from `base`. */
  readStrings(start: number, end: number, base: number): KernelRun;
}

/** Makes the kernel of one reader; null where there is none to be had. */
export type MakeSnapshotKernel = (windowBytes: Bytes) => SnapshotKernel | null;

/** What the module exports, and its globals: addresses and settings, which never change, and answers, which do. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readNodes(start: number, limit: number, fields: number, type: number, name: number, id: number, selfSize: number, edgeCount: number, traceId: number, detachedness: number, maxName: number, edges: number): number;
  readEdges(start: number, limit: number, fields: number, type: number, name: number, target: number, nodeFields: number, nodeCount: number, maxName: number): number;
  readLocations(start: number, limit: number, fields: number, objectIndex: number, scriptId: number, line: number, column: number, other: number, nodeFields: number, nodeCount: number): number;
  readStrings(start: number, end: number, base: number): number;
  readonly [name: string]: unknown;
}

interface Global {
  readonly value: number;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const PAGE_BYTES = 65_536;
/** Fields that a record has in all versions. */
const NODE_FIELDS = 5;
const EDGE_FIELDS = 3;
const LOCATION_FIELDS = 4;
const TYPES = 256;

/**
 * A kernel with a window of `windowBytes`; null where the runtime has no WebAssembly, or no memory for it. Cost: 1 ms in a thread's first call,
 * a tenth of it afterwards.
 */
export function createSnapshotKernel(windowBytes: Bytes): SnapshotKernel | null {
  try {
    return kernelOver(instantiate(), windowBytes);
  } catch {
    return null; // what it does can be done without it
  }
}

/** The first `count` rows, which share memory with the others. */
export function firstRows<Rows extends Uint8Array | Uint32Array | Int32Array>(rows: Rows, count: number): Rows {
  return count === rows.length ? rows : (rows.subarray(0, count) as Rows);
}

/** One a thread: compiled code is the same for all readers. */
let compiled: object | null = null;

function instantiate(): Exports {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  compiled ??= new Module(Buffer.from(snapshotKernelBase64, 'base64'));
  return new Instance(compiled).exports as Exports;
}

function kernelOver(exports: Exports, windowBytes: Bytes): SnapshotKernel {
  const constant = (name: string): number => (exports[name] as Global).value;
  exports.memory.grow(Math.ceil((constant('WINDOW') + windowBytes + 1 + constant('SPARE')) / PAGE_BYTES));
  const { buffer } = exports.memory;
  const setKinds = (name: string, kindByType: Uint8Array, unknown: number, numbered: readonly number[]): void => {
    const table = new Uint8Array(buffer, constant(name), TYPES).fill(constant('UNKNOWN'));
    for (const [type, kind] of kindByType.subarray(0, TYPES).entries()) if (kind !== unknown) table[type] = numbered.includes(kind) ? kind | constant('IS_NUMBERED') : kind;
  };
  return {
    window: new Uint8Array(buffer, constant('WINDOW'), windowBytes + 1),
    rows: rowsIn(buffer, constant),
    nodes(fields, kindByType, { unknown }) {
      setKinds('NODE_KINDS', kindByType, unknown, []);
      return nodeReader(exports, fields);
    },
    edges(fields, kindByType, { unknown, element, hidden }, nodes) {
      setKinds('EDGE_KINDS', kindByType, unknown, [element, hidden]);
      return edgeReader(exports, fields, nodes);
    },
    locations: (fields, nodes) => locationReader(exports, fields, nodes),
    readStrings: (start, end, base) => ({ count: exports.readStrings(start, end, base), next: constant('next') }),
  };
}

function rowsIn(buffer: ArrayBuffer, constant: (name: string) => number): KernelRows {
  const length = constant('MAX_RECORDS');
  const uint8 = (name: string): Uint8Array => new Uint8Array(buffer, constant(name), length);
  const uint32 = (name: string): Uint32Array => new Uint32Array(buffer, constant(name), length);
  const int32 = (name: string): Int32Array => new Int32Array(buffer, constant(name), length);
  return {
    words: uint32('WORDS'),
    names: uint32('NAMES'),
    kinds: uint8('KINDS'),
    ids: uint32('IDS'),
    selfBytes: uint32('SELF_BYTES'),
    firstEdges: uint32('FIRST_EDGES'),
    traceIds: uint32('TRACE_IDS'),
    detachedness: uint8('DETACHEDNESS'),
    nodes: uint32('NODES'),
    scriptIds: int32('SCRIPT_IDS'),
    lines: int32('LINES'),
    columns: int32('COLUMNS'),
    text: new Uint8Array(buffer, constant('TEXT'), constant('MAX_TEXT_BYTES')),
    ends: uint32('ENDS'),
  };
}

function nodeReader(exports: Exports, fields: NodeFields): ReadNodes | null {
  const { fieldCount, type, name, id, selfSize, edgeCount, traceNodeId, detachedness } = fields;
  if (fieldCount !== NODE_FIELDS + Number(traceNodeId >= 0) + Number(detachedness >= 0)) return null;
  const { next, maxName, maxNameStart, hasNewMaxName, edgeSum, hasTraceIds, hasDetachedness } = exports as unknown as Readonly<Record<string, Global>>;
  return (start, limit, maxNameBefore, edgesBefore) => ({
    count: exports.readNodes(start, limit, fieldCount, type, name, id, selfSize, edgeCount, traceNodeId, detachedness, maxNameBefore, edgesBefore),
    next: next!.value,
    maxName: maxName!.value,
    maxNameStart: hasNewMaxName!.value ? maxNameStart!.value : -1,
    edgeCount: edgeSum!.value,
    hasTraceIds: hasTraceIds!.value !== 0,
    hasDetachedness: hasDetachedness!.value !== 0,
  });
}

function edgeReader(exports: Exports, { fieldCount, type, nameOrIndex, toNode }: EdgeFields, nodes: NodeRange): ReadEdges | null {
  if (fieldCount !== EDGE_FIELDS) return null;
  const { next, maxName, maxNameStart, hasNewMaxName } = exports as unknown as Readonly<Record<string, Global>>;
  return (start, limit, maxNameBefore) => ({
    count: exports.readEdges(start, limit, fieldCount, type, nameOrIndex, toNode, nodes.fieldCount, nodes.count, maxNameBefore),
    next: next!.value,
    maxName: maxName!.value,
    maxNameStart: hasNewMaxName!.value ? maxNameStart!.value : -1,
  });
}

/** Chrome 156 and later have a fifth field. */
function locationReader(exports: Exports, { fieldCount, objectIndex, scriptId, line, column }: LocationFields, nodes: NodeRange): ReadLocations | null {
  const known = [objectIndex, scriptId, line, column];
  if (fieldCount !== LOCATION_FIELDS && fieldCount !== LOCATION_FIELDS + 1) return null;
  const other = Array.from({ length: fieldCount }, (_, field) => field).find((field) => !known.includes(field)) ?? -1;
  const next = exports['next'] as Global;
  return (start, limit) => ({
    count: exports.readLocations(start, limit, fieldCount, objectIndex, scriptId, line, column, other, nodes.fieldCount, nodes.count),
    next: next.value,
  });
}
