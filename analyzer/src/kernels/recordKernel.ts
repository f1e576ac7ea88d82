/**
 * The record kernel (analyzer/kernels/recordKernel.ts) as a reader of snapshots uses it: memory with room for a window of the input and
 * for the rows of one call, and the calls. The kernel takes what is as V8 writes it and leaves everything else to its caller.
 */
import type { Bytes } from '../../protocol/units.ts';
import { recordKernelBase64 } from './generated/recordKernel.ts';

/** The rows of the latest call, of MAX_RECORDS each; overwritten by the next. */
export interface RecordRows {
  /** Edges: see model/edgeWords.ts. */
  readonly words: Uint32Array;
  readonly names: Uint32Array;
  readonly ids: Uint32Array;
  readonly selfBytes: Uint32Array;
  /** Where each node's edges end, modulo 2^32. */
  readonly firstEdges: Uint32Array;
  readonly traceIds: Uint32Array;
  readonly kinds: Uint8Array;
  readonly detachedness: Uint8Array;
}

/** What a call found besides rows. */
export interface RecordRun {
  /** Records taken; the first that was not begins at position `next`. */
  readonly count: number;
  readonly next: number;
  /** The largest string index used as a name so far, and where its record begins; -1: it is not of this call. */
  readonly maxName: number;
  readonly maxNameStart: number;
}

export interface NodeRun extends RecordRun {
  /** Of all nodes so far. */
  readonly edgeCount: number;
  /** Whether any row is not 0. */
  readonly hasTraceIds: boolean;
  readonly hasDetachedness: boolean;
}

/** Places of the fields in a record, which has no others; -1: it has no such field. */
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

/** Reads at most `limit` records of those that begin with the comma at position `start` of the window, which may be one before its beginning. */
export type ReadEdges = (start: number, limit: number, maxName: number) => RecordRun;
export type ReadNodes = (start: number, limit: number, maxName: number, edgeCount: number) => NodeRun;

export interface RecordKernel {
  /** Room for the input, and one byte that ends it: 0. */
  readonly window: Uint8Array;
  readonly rows: RecordRows;
  /** `kindByType`: the file's types as kinds; a type beyond them, or of the kind `unknown`, is not usual. Null: these are not the fields that the kernel reads. */
  nodes(fields: NodeFields, kindByType: Uint8Array, kinds: { readonly unknown: number }): ReadNodes | null;
  /** `kinds`: two of them have a number for a name. `node`: edges lead to multiples of its fields, below `count` nodes. */
  edges(fields: EdgeFields, kindByType: Uint8Array, kinds: { readonly unknown: number; readonly element: number; readonly hidden: number }, node: { readonly fieldCount: number; readonly count: number }): ReadEdges | null;
}

/** Makes the kernel of one reader; null where there is none to be had. */
export type MakeRecordKernel = (windowBytes: Bytes) => RecordKernel | null;

/** What the module exports. Addresses and settings are globals that never change; answers are globals that do. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readEdges(start: number, limit: number, fields: number, type: number, name: number, target: number, nodeFields: number, nodeCount: number, maxName: number): number;
  readNodes(start: number, limit: number, fields: number, type: number, name: number, id: number, selfSize: number, edgeCount: number, traceId: number, detachedness: number, maxName: number, edges: number): number;
  readonly [name: string]: unknown;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const PAGE_BYTES = 65_536;
/** Fields that a node has in all versions. */
const NODE_FIELDS = 5;
const EDGE_FIELDS = 3;

/**
 * A kernel with a window of `windowBytes`; null where the runtime has no WebAssembly, or no memory for it. Cost: 1 ms in a thread's first call,
 * a tenth of it afterwards.
 */
export function createRecordKernel(windowBytes: Bytes): RecordKernel | null {
  try {
    return kernelOver(instantiate(), windowBytes);
  } catch {
    return null; // what it does can be done without it
  }
}

/** The first `count` rows, which share memory with the others. */
export function firstRows<Rows extends Uint8Array | Uint32Array>(rows: Rows, count: number): Rows {
  return count === rows.length ? rows : (rows.subarray(0, count) as Rows);
}

/** One a thread: compiled code is the same for all readers. */
let compiled: object | null = null;

function instantiate(): Exports {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  compiled ??= new Module(Buffer.from(recordKernelBase64, 'base64'));
  return new Instance(compiled).exports as Exports;
}

function kernelOver(exports: Exports, windowBytes: Bytes): RecordKernel {
  const { memory, readEdges, readNodes } = exports;
  const global = (name: string): { readonly value: number } => exports[name] as { readonly value: number };
  const constant = (name: string): number => global(name).value;
  memory.grow(Math.ceil((constant('WINDOW') + windowBytes + 1 + constant('SPARE')) / PAGE_BYTES));
  const { buffer } = memory;
  const rowCount = constant('MAX_RECORDS');
  const uint32Rows = (name: string): Uint32Array => new Uint32Array(buffer, constant(name), rowCount);
  const uint8Rows = (name: string): Uint8Array => new Uint8Array(buffer, constant(name), rowCount);
  const setKinds = (name: string, kindByType: Uint8Array, unknown: number, numbered: readonly number[]): void => {
    const table = new Uint8Array(buffer, constant(name), 256).fill(constant('UNKNOWN'));
    for (const [type, kind] of kindByType.subarray(0, 256).entries()) if (kind !== unknown) table[type] = numbered.includes(kind) ? kind | constant('IS_NUMBERED') : kind;
  };
  const [next, maxName, maxNameStart, hasNewMaxName] = [global('next'), global('maxName'), global('maxNameStart'), global('hasNewMaxName')];
  const [edgeSum, hasTraceIds, hasDetachedness] = [global('edgeSum'), global('hasTraceIds'), global('hasDetachedness')];
  const run = (count: number): RecordRun => ({ count, next: next.value, maxName: maxName.value, maxNameStart: hasNewMaxName.value ? maxNameStart.value : -1 });
  return {
    window: new Uint8Array(buffer, constant('WINDOW'), windowBytes + 1),
    rows: {
      words: uint32Rows('WORDS'),
      names: uint32Rows('NAMES'),
      ids: uint32Rows('IDS'),
      selfBytes: uint32Rows('SELF_BYTES'),
      firstEdges: uint32Rows('FIRST_EDGES'),
      traceIds: uint32Rows('TRACE_IDS'),
      kinds: uint8Rows('KINDS'),
      detachedness: uint8Rows('DETACHEDNESS'),
    },
    nodes({ fieldCount, type, name, id, selfSize, edgeCount, traceNodeId, detachedness }, kindByType, { unknown }) {
      if (fieldCount !== NODE_FIELDS + Number(traceNodeId >= 0) + Number(detachedness >= 0)) return null;
      setKinds('NODE_KINDS', kindByType, unknown, []);
      return (start, limit, maxNameBefore, edgesBefore) => ({
        ...run(readNodes(start, limit, fieldCount, type, name, id, selfSize, edgeCount, traceNodeId, detachedness, maxNameBefore, edgesBefore)),
        edgeCount: edgeSum.value,
        hasTraceIds: hasTraceIds.value !== 0,
        hasDetachedness: hasDetachedness.value !== 0,
      });
    },
    edges({ fieldCount, type, nameOrIndex, toNode }, kindByType, { unknown, element, hidden }, node) {
      if (fieldCount !== EDGE_FIELDS) return null;
      setKinds('EDGE_KINDS', kindByType, unknown, [element, hidden]);
      return (start, limit, maxNameBefore) => run(readEdges(start, limit, fieldCount, type, nameOrIndex, toNode, node.fieldCount, node.count, maxNameBefore));
    },
  };
}
