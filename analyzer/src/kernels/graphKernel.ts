/**
 * The graph passes in WebAssembly (analyzer/kernels/graphKernel.ts), on columns in the arena where they are. A pass asks for the kernel with
 * all its columns, and runs in JavaScript where it gets none: outside an arena, or in one that is full.
 */
import { EDGE_KINDS } from '../../protocol/kinds.ts';
import type { ByteOffset } from '../../protocol/units.ts';
import { assert } from '../base/assert.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { isIn, type ColumnArena } from '../base/columnArena.ts';
import { createColumn, type ColumnKind } from '../base/growableColumn.ts';
import { Instance, Module, type WasmModule } from '../base/webAssembly.ts';
import { graphKernelBase64 } from './generated/graphKernel.ts';

/** What the kernel's functions take: rows, and for columns the bytes where they begin. What they return is signed. */
type KernelFunction = (...values: number[]) => number;

/** By the passes that use them. */
export type GraphKernel = Readonly<
  Record<
    | 'countRetainers' | 'startRows' | 'placeRetainers'
    | 'search' | 'visit'
    | 'startForest' | 'findSemidominators' | 'climb'
    | 'sumSubtrees' | 'placeMembers' | 'sumClasses' | 'spreadByNode'
    | 'spreadDominators' | 'placeDominated',
    KernelFunction
  >
>;

/** Rows, or edges, that a kernel is given at once: a few milliseconds of work, so that a cancel is heard between. */
export const SLICE_ROWS = 1 << 18;

/** What a thread has made of the code already: whoever comes first makes what all others would make. */
const made: { module: WasmModule | null; readonly kernels: WeakMap<ColumnArena, GraphKernel> } = { module: null, kernels: new WeakMap() };

/** The kernel for these columns; null when one of them is not in the arena. Cost: compiling 4 kB, once a thread. */
export function graphKernelFor(arena: ColumnArena | null | undefined, columns: readonly ArrayBufferView[]): GraphKernel | null {
  if (!arena || !columns.every((column) => isIn(column, arena))) return null;
  const known = made.kernels.get(arena);
  if (known) return known;
  assert(EDGE_KINDS.indexOf('shortcut') === 5 && EDGE_KINDS.indexOf('weak') === 6, 'the kernel knows these kinds by their codes');
  made.module ??= new Module(Buffer.from(graphKernelBase64, 'base64'));
  const kernel = new Instance(made.module, { env: { memory: arena } }).exports as GraphKernel;
  made.kernels.set(arena, kernel);
  return kernel;
}

/** The column itself when it is in the arena, else a copy there, if there is room: for columns of a few rows. */
export function broughtInto<Column extends Uint8Array | Uint32Array>(arena: ColumnArena | null | undefined, column: Column): Column {
  if (!arena || isIn(column, arena)) return column;
  const copy = createColumn(column.constructor as ColumnKind<Column>, column.length);
  copy.set(column);
  return copy;
}

/** Where the column begins. */
export function at(column: ArrayBufferView | null): ByteOffset {
  return column ? column.byteOffset : 0;
}

/** Does `work` for the rows first … end - 1, some at a time. */
export function inSlices(first: number, end: number, cancel: CancelSignal, work: (first: number, end: number) => void): void {
  for (let row = first; row < end; row += SLICE_ROWS) {
    cancel.throwIfCancelled();
    work(row, Math.min(end, row + SLICE_ROWS));
  }
}
