/**
 * One stretch of memory for all columns of an analysis, where a column takes the place of one that has gone: memory that the machine has
 * given is used again instead of being given back and asked for anew, which costs more than filling it. It is a WebAssembly memory that
 * threads share, so that kernels work on the columns where they are. Which places are taken stands at its beginning.
 */
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import { assert } from './assert.ts';
import { Memory, type WasmMemory } from './webAssembly.ts';

/** Plain data that threads hand on. */
export type ColumnArena = WasmMemory;

const WASM_PAGE_BYTES = 65536;
/** What 32-bit addresses reach, but for one page: no arena ends where an address would begin again at 0. */
export const MAX_ARENA_BYTES: Bytes = 0xffff * WASM_PAGE_BYTES;
/** Columns begin at multiples of this: a line of the processor's cache, and enough for every type. */
const UNIT_BYTES = 64;

/** Words at the beginning: the lock; how many places are taken; the first unit that never was; who it is; then first and end unit of each place, ascending. */
const LOCK = 0;
const COUNT = 1;
const CLEAN = 2;
const IDENTITY = 3;
const IDENTITY_WORDS = 4;
const PLACES = 8;
const HEADER_BYTES = WASM_PAGE_BYTES;
const MAX_PLACES = (HEADER_BYTES / 4 - PLACES) / 2;
const FIRST_UNIT = HEADER_BYTES / UNIT_BYTES;

/** An arena with room for `bytes`, of which the machine gives what is written to; null where there is no such memory: columns then have memory of their own. */
export function createArena(bytes: Bytes): ColumnArena | null {
  const pages = Math.ceil((Math.min(bytes + HEADER_BYTES, MAX_ARENA_BYTES)) / WASM_PAGE_BYTES);
  try {
    const arena = new Memory({ initial: pages, maximum: pages, shared: true });
    const words = headerOf(arena.buffer);
    words[CLEAN] = FIRST_UNIT;
    for (let word = 0; word < IDENTITY_WORDS; word++) words[IDENTITY + word] = Math.floor(Math.random() * 2 ** 32);
    return arena;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** A place of zeros for `bytes`, the smallest gap that has room; null when there is none. Cost: one pass over the places, and what has to be cleared. */
export function takePlace(arena: ColumnArena, bytes: Bytes): ByteOffset | null {
  const units = Math.max(1, Math.ceil(bytes / UNIT_BYTES));
  const { buffer } = arena;
  const words = headerOf(buffer);
  const end = Math.floor(buffer.byteLength / UNIT_BYTES);
  const taken = locked(words, () => {
    const count = words[COUNT]!;
    if (count === MAX_PLACES) return null;
    let [first, place, room] = [-1, 0, Infinity];
    for (let next = 0, gapStart = FIRST_UNIT; next <= count; next++) {
      const gap = (next < count ? words[PLACES + 2 * next]! : end) - gapStart;
      if (gap >= units && gap < room) [first, place, room] = [gapStart, next, next < count ? gap : end]; // what never was comes last
      gapStart = words[PLACES + 2 * next + 1]!;
    }
    if (first < 0) return null;
    words.copyWithin(PLACES + 2 * place + 2, PLACES + 2 * place, PLACES + 2 * count);
    words[PLACES + 2 * place] = first;
    words[PLACES + 2 * place + 1] = first + units;
    words[COUNT] = count + 1;
    const clean = words[CLEAN]!;
    words[CLEAN] = Math.max(clean, first + units);
    return { first, dirtyEnd: Math.min(clean, first + units) };
  });
  if (!taken) return null;
  const { first, dirtyEnd } = taken;
  if (dirtyEnd > first) new Uint8Array(buffer, first * UNIT_BYTES, (dirtyEnd - first) * UNIT_BYTES).fill(0);
  return first * UNIT_BYTES;
}

/** Frees the place that holds this byte, from `from` on; nothing when none does. */
export function freePlace(arena: ColumnArena, byteOffset: ByteOffset, from: ByteOffset = 0): void {
  const words = headerOf(arena.buffer);
  const unit = Math.floor(byteOffset / UNIT_BYTES);
  const keptEnd = Math.ceil(from / UNIT_BYTES);
  locked(words, () => {
    const count = words[COUNT]!;
    for (let place = 0; place < count; place++) {
      const at = PLACES + 2 * place;
      if (unit < words[at]! || unit >= words[at + 1]!) continue;
      if (keptEnd > words[at]!) words[at + 1] = Math.min(words[at + 1]!, keptEnd);
      else {
        words.copyWithin(at, at + 2, PLACES + 2 * count);
        words[COUNT] = count - 1;
      }
      return;
    }
  });
}

/** Frees all places but those that hold columns of `kept`, which is plain data. */
export function keepOnly(arena: ColumnArena, kept: unknown): void {
  const offsets = columnsIn(kept, arena).map(({ byteOffset }) => byteOffset);
  const words = headerOf(arena.buffer);
  const taken = locked(words, () => Array.from({ length: words[COUNT]! }, (_, place) => ({ start: words[PLACES + 2 * place]! * UNIT_BYTES, end: words[PLACES + 2 * place + 1]! * UNIT_BYTES })));
  for (const { start, end } of taken) if (!offsets.some((offset) => offset >= start && offset < end)) freePlace(arena, start);
}

/**
 * Moves all places together at the beginning, so that there is one gap behind them instead of many between. Nobody may be using the columns.
 * Answers where a column is by where it was. Cost: a copy of what is moved.
 */
export function closeGaps(arena: ColumnArena): (byteOffset: ByteOffset) => ByteOffset {
  const bytes = new Uint8Array(arena.buffer);
  const words = headerOf(arena.buffer);
  const moves: { readonly from: ByteOffset; readonly end: ByteOffset; readonly by: Bytes }[] = [];
  locked(words, () => {
    for (let place = 0, free = FIRST_UNIT; place < words[COUNT]!; place++) {
      const at = PLACES + 2 * place;
      const [first, end] = [words[at]!, words[at + 1]!];
      if (first > free) bytes.copyWithin(free * UNIT_BYTES, first * UNIT_BYTES, end * UNIT_BYTES);
      moves.push({ from: first * UNIT_BYTES, end: end * UNIT_BYTES, by: (first - free) * UNIT_BYTES });
      words[at] = free;
      words[at + 1] = free += end - first;
    }
  });
  return (byteOffset) => {
    const move = moves.find(({ from, end }) => byteOffset >= from && byteOffset < end);
    assert(move !== undefined, `byte ${byteOffset} is in a place`);
    return byteOffset - move.by;
  };
}

/** Bytes that the places reach: what the arena has taken of the machine at most. */
export function arenaBytes(arena: ColumnArena): Bytes {
  return Atomics.load(headerOf(arena.buffer), CLEAN) * UNIT_BYTES;
}

/** The columns of plain data that lie in the arena. */
export function columnsIn(value: unknown, arena: ColumnArena): ArrayBufferView[] {
  const found: ArrayBufferView[] = [];
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (ArrayBuffer.isView(part)) void (isIn(part, arena) && found.push(part));
    else if (!Array.isArray(part) || typeof part[0] === 'object') Object.values(part).forEach(look); // lists of texts may be long
  };
  look(value);
  return found;
}

/** Whether the column lies in the arena. Threads have each an object of their own for the memory that they share, so that what stands in it has to tell. */
export function isIn({ buffer }: ArrayBufferView, arena: ColumnArena): boolean {
  if (buffer === arena.buffer) return true;
  if (buffer.byteLength !== arena.buffer.byteLength) return false;
  const [there, here] = [headerOf(buffer), headerOf(arena.buffer)];
  return Array.from({ length: IDENTITY_WORDS }).every((_, word) => there[IDENTITY + word] === here[IDENTITY + word]);
}

function headerOf(buffer: ArrayBufferLike): Int32Array {
  return new Int32Array(buffer, 0, HEADER_BYTES / 4);
}

/** Threads wait for one another for some hundred steps at most. */
function locked<Result>(words: Int32Array, work: () => Result): Result {
  while (Atomics.compareExchange(words, LOCK, 0, 1) !== 0) Atomics.wait(words, LOCK, 1);
  try {
    return work();
  } finally {
    Atomics.store(words, LOCK, 0);
    Atomics.notify(words, LOCK, 1);
  }
}
