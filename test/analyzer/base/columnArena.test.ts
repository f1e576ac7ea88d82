/** The memory of an analysis: places that are taken, given back and taken again, by several threads. */
import assert from 'node:assert/strict';
import { arenaBytes, closeGaps, columnsIn, createArena, freePlace, keepOnly, takePlace, type ColumnArena } from '../../../analyzer/src/base/columnArena.ts';
import { createColumn, inArena, release, trimmed, withRoom } from '../../../analyzer/src/base/growableColumn.ts';

const arenaOf = (bytes: number): ColumnArena => {
  const arena = createArena(bytes);
  assert.ok(arena, 'this machine has shared memory');
  return arena;
};
/** A small generator of numbers, so that a failure comes again. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('columnArena', () => {
  it('gives places that do not overlap, and zeros whatever was there', () => {
    const arena = arenaOf(4e6);
    const random = numbers(1);
    const live = new Map<number, number>();
    for (let step = 0; step < 2000; step++) {
      const [oldest] = live.keys();
      if (random.next().value < 0.45 && oldest !== undefined) {
        const freed = [...live.keys()][Math.floor(random.next().value * live.size)]!;
        freePlace(arena, freed + Math.floor(random.next().value * live.get(freed)!));
        live.delete(freed);
        continue;
      }
      const bytes = 1 + Math.floor(random.next().value * 100_000);
      const place = takePlace(arena, bytes);
      if (place === null) continue;
      assert.equal(place % 64, 0);
      for (const [start, length] of live) assert.ok(place >= start + length || place + bytes <= start, `${place} lies in ${start}`);
      const rows = new Uint8Array(arena.buffer, place, bytes);
      assert.ok(rows.every((byte) => byte === 0), 'a new place is clear');
      rows.fill(0xff);
      live.set(place, bytes);
    }
  });

  it('uses a place again instead of taking more of the machine', () => {
    const arena = arenaOf(1e6);
    const first = takePlace(arena, 100_000)!;
    const taken = arenaBytes(arena);
    for (let turn = 0; turn < 100; turn++) {
      freePlace(arena, first);
      assert.equal(takePlace(arena, 90_000), first);
    }
    assert.equal(arenaBytes(arena), taken);
  });

  it('has no place when there is no room, and again when there is', () => {
    const arena = arenaOf(100_000);
    const place = takePlace(arena, 90_000)!;
    assert.equal(takePlace(arena, 90_000), null);
    freePlace(arena, place);
    assert.equal(takePlace(arena, 90_000), place);
  });

  it('keeps only what plain data holds', () => {
    const arena = arenaOf(1e6);
    const column = () => new Uint32Array(arena.buffer, takePlace(arena, 4000)!, 1000);
    const [a, b, c] = [column(), column(), column()];
    keepOnly(arena, { rows: [{ a: a!.subarray(10) }], other: c, text: 'c', none: null });
    assert.equal(takePlace(arena, 4000), b!.byteOffset);
    assert.notEqual(takePlace(arena, 4000), a!.byteOffset);
    assert.deepEqual(columnsIn({ list: [a, new Uint8Array(4)], c }, arena), [a, c]);
    assert.deepEqual(columnsIn(a, arenaOf(1e6)), [], 'another arena of the same size is another');
  });

  it('moves what is left together, with what it holds', () => {
    const arena = arenaOf(1e6);
    const columns = [1000, 50, 3000, 7].map((rows, index) => new Uint32Array(arena.buffer, takePlace(arena, 4 * rows)!, rows).fill(index + 1));
    freePlace(arena, columns[0]!.byteOffset);
    freePlace(arena, columns[2]!.byteOffset);
    const newPlaceOf = closeGaps(arena);
    const [b, d] = [1, 3].map((index) => new Uint32Array(arena.buffer, newPlaceOf(columns[index]!.byteOffset), columns[index]!.length));
    assert.equal(newPlaceOf(columns[1]!.byteOffset + 40), b!.byteOffset + 40, 'what begins within a place moves with it');
    assert.throws(() => newPlaceOf(columns[2]!.byteOffset + 128), 'what is free is nowhere');
    assert.ok(b!.every((row) => row === 2) && d!.every((row) => row === 4));
    assert.equal(b!.byteOffset, columns[0]!.byteOffset, 'at the beginning');
    const place = takePlace(arena, 20_000)!;
    assert.equal(place, d!.byteOffset + 64, 'one gap behind them');
    assert.ok(new Uint8Array(arena.buffer, place, 20_000).every((byte) => byte === 0));
  });

  it('frees what a task leaves behind, also when it fails', () => {
    const arena = arenaOf(1e6);
    const result = inArena(arena, () => {
      const left = createColumn(Uint32Array, 1000);
      const kept = createColumn(Uint32Array, 1000).fill(7);
      assert.equal(left.buffer, arena.buffer);
      return { kept };
    });
    const taken = arenaBytes(arena);
    assert.throws(() => inArena(arena, () => {
      createColumn(Uint32Array, 1000);
      throw new Error('no');
    }));
    assert.equal(arenaBytes(arena), taken, 'the place of what was left behind was used again');
    assert.ok(result.kept.every((row) => row === 7));
    assert.equal(createColumn(Uint32Array, 10).buffer === arena.buffer, false, 'outside a task columns have memory of their own');
  });

  it('has columns that grow and shrink', () => {
    const arena = arenaOf(1e6);
    inArena(arena, () => {
      const small = createColumn(Uint32Array, 100).fill(3);
      const { byteOffset } = small;
      const grown = withRoom(small, 5000);
      assert.deepEqual([...grown.subarray(0, 101)], [...Array<number>(100).fill(3), 0]);
      assert.equal(createColumn(Uint32Array, 100).byteOffset, byteOffset, 'the place of the small one is free');
      const exact = trimmed(grown, 200);
      assert.equal(exact.byteOffset, grown.byteOffset);
      assert.equal(createColumn(Uint32Array, 100).byteOffset, grown.byteOffset + Math.ceil(800 / 64) * 64, 'and so is what was cut off');
      release(exact);
      assert.equal(createColumn(Uint32Array, 100).byteOffset, grown.byteOffset);
      return null;
    });
  });

  it('makes columns elsewhere when it is full', () => {
    const arena = arenaOf(100_000);
    const column = inArena(arena, () => createColumn(Uint8Array, 200_000));
    assert.equal(column.length, 200_000);
    assert.notEqual(column.buffer, arena.buffer);
  });
});
