/** What the tasks of one analysis share: threads, memory, and a file for what need not be in memory. */
import type { Bytes } from '../../protocol/units.ts';
import { closeGaps, columnsIn, createArena, freePlace, isIn, keepOnly, type ColumnArena } from '../base/columnArena.ts';
import { createColumn, type ColumnKind } from '../base/growableColumn.ts';
import type { ScratchFile, ScratchRegion } from '../columnFile/scratchFile.ts';
import type { Crew } from '../crew/crew.ts';

export interface Workplace {
  /** Makes columns in the workplace's memory. */
  readonly crew: Crew;
  /** Where columns are kept that only views read; null: in memory. */
  readonly scratch: ScratchFile | null;
  /** What the analysis may take: with less, columns go to disk before everything is computed, which takes time. */
  readonly memoryBytes: Bytes;
  /** Lets go of columns that only tasks have seen, and none will look at again, but for those that are part of `kept` as well. Both are plain data. */
  release(columns: unknown, kept?: unknown): void;
  /** The same for columns that answers were made from, once those that are being made are out. */
  releaseWhenIdle(columns: unknown, kept?: unknown): void;
  /** Lets go of all columns but these, and those that wait for releaseWhenIdle(). No task may be running. */
  keepOnly(columns: unknown): void;
  /** The same plain data with its columns together at the beginning of the memory; all others are gone. No task may be running, and no answer made yet. Cost: a copy. */
  putTogether<Data>(data: Data): Data;
  /** The same plain data with columns in memory of their own. */
  takeOut<Data>(data: Data): Data;
  /** Tasks that come later make columns in memory of their own, so that this one goes with the last column in it. */
  leaveMemory(): void;
}

/** An analysis may take as much memory as its file has bytes, and this much in any case. */
const LEAST_MEMORY_BYTES = 256e6;
/** Addresses for columns, of which as many turn into memory as are used at the same time. */
const ARENA_SHARE = 2;

/** `fileBytes`: of the capture. `whenIdle` calls back once no answer is being made. */
export function createWorkplace(crew: Crew, scratch: ScratchFile | null, fileBytes: Bytes, whenIdle: (then: () => void) => void = (then) => then()): Workplace {
  let arena: ColumnArena | null = createArena(ARENA_SHARE * fileBytes + LEAST_MEMORY_BYTES);
  const release = (columns: unknown, kept: unknown): void => {
    if (!arena) return;
    const keptOffsets = new Set(columnsIn(kept, arena).map(({ byteOffset }) => byteOffset));
    for (const { byteOffset } of columnsIn(columns, arena)) if (!keptOffsets.has(byteOffset)) freePlace(arena, byteOffset);
  };
  /** What answers that are being made may still read. */
  const retired = new Set<unknown>();
  return {
    crew: { ...crew, run: (task, params, context) => crew.run(task, params, { ...context, arena }) },
    scratch,
    memoryBytes: Math.max(fileBytes, LEAST_MEMORY_BYTES),
    release,
    releaseWhenIdle(columns, kept) {
      const part = { columns };
      retired.add(part);
      whenIdle(() => {
        retired.delete(part);
        release(columns, kept);
      });
    },
    keepOnly(columns) {
      if (arena) keepOnly(arena, [columns, ...retired]); // what is let go later must be what it was
    },
    putTogether(data) {
      if (!arena) return data;
      const { buffer } = arena;
      keepOnly(arena, data);
      const newPlaceOf = closeGaps(arena);
      return mapColumns(data, arena, (column) => new (column.constructor as ColumnKind<Uint8Array>)(buffer as SharedArrayBuffer, newPlaceOf(column.byteOffset), column.length));
    },
    takeOut: (data) => (arena ? mapColumns(data, arena, copyOf) : data),
    leaveMemory() {
      arena = null;
    },
  };
}

/** Room for three columns of this many rows of 8 bytes at most; null where there is none. */
export function regionFor({ scratch }: Workplace, rows: number): ScratchRegion | null {
  const bytes: Bytes = 24 * (rows + 64);
  return scratch && scratch.reserve(bytes);
}

/** Plain data with other columns in the place of those in the arena. */
function mapColumns<Data>(data: Data, arena: ColumnArena, replace: (column: Uint8Array) => Uint8Array): Data {
  if (typeof data !== 'object' || data === null) return data;
  if (ArrayBuffer.isView(data)) return isIn(data, arena) ? (replace(data as unknown as Uint8Array) as unknown as Data) : data;
  if (Array.isArray(data)) return data.map((item: unknown) => mapColumns(item, arena, replace)) as Data;
  return Object.fromEntries(Object.entries(data).map(([name, item]) => [name, mapColumns(item as unknown, arena, replace)])) as Data;
}

function copyOf(column: Uint8Array): Uint8Array {
  const copy = createColumn(column.constructor as ColumnKind<Uint8Array>, column.length);
  copy.set(column);
  return copy;
}
