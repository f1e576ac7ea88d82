/** The store of captures: one reading for all who ask, handles that stay valid, and a budget. What a capture is does not matter here. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { NEVER_CANCELLED, sharedCancelSignal } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { createCaptureStore, type CaptureStore, type OpenCapture } from '../../../analyzer/src/session/captureStore.ts';
import type { LoadedCapture } from '../../../analyzer/src/session/loadCapture.ts';
import type { RequestContext } from '../../../analyzer/src/session/session.ts';
import { newCancelFlag } from '../../../analyzer/src/threads/asking.ts';

const context: RequestContext = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const COLUMN_BYTES = 1e6;
/** The budget counts this beside a capture's columns. */
const PAGED_BYTES = 40e6;

/** A reading that ends when the test says so. */
interface Reading {
  readonly path: string;
  readonly context: RequestContext;
  finish(): void;
  fail(error: Error): void;
}

describe('createCaptureStore', () => {
  let directory: string;
  let readings: Reading[];
  let forgotten: number[];
  let stopped: number;
  let closed: number;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'heapline-store-'));
    [readings, forgotten, stopped, closed] = [[], [], 0, 0];
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const storeWith = (budgetBytes: number, known: { handle: number; path: string }[] = []): CaptureStore =>
    createCaptureStore({
      budgetBytes,
      known,
      load: (path, loading) =>
        new Promise((resolve, reject) => {
          readings.push({ path, context: loading, finish: () => resolve(loadedCapture()), fail: reject });
        }),
      onForget: ({ handle }: OpenCapture) => forgotten.push(handle),
    });
  const loadedCapture = (): LoadedCapture => {
    const column = new Uint8Array(COLUMN_BYTES);
    const run = { columns: { heap: { strings: {}, locations: {}, kindByNode: column } }, stop: async () => void stopped++ };
    return { fileBytes: 1, run, capture: {}, use: (work: () => unknown) => work(), close: () => void closed++ } as unknown as LoadedCapture;
  };
  const file = (name: string, text = name): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  /** Waits until `count` readings have begun in all, and ends the last. */
  const finishReading = async (count: number): Promise<void> => {
    for (let turn = 0; turn < 200 && readings.length < count; turn++) await sleep(5);
    assert.equal(readings.length, count);
    readings.at(-1)!.finish();
  };
  const openRead = async (store: CaptureStore, path: string): Promise<OpenCapture> => {
    const opening = store.open(path, context);
    await finishReading(readings.length + (readings.at(-1)?.path === path ? 0 : 1));
    return opening;
  };
  const cancellable = (): { flag: Int32Array; asking: RequestContext } => {
    const flag = newCancelFlag();
    return { flag, asking: { ...context, cancel: sharedCancelSignal(flag) } };
  };

  const openAndGiveUp = async (store: CaptureStore, path: string): Promise<void> => {
    const { flag, asking } = cancellable();
    const opening = assert.rejects(store.open(path, asking), { code: 'cancelled' });
    Atomics.store(flag, 0, 1);
    await opening;
  };

  it('reads a file once for all who open it', async () => {
    const store = storeWith(Infinity);
    const path = file('a');
    const openings = Promise.all([store.open(path, context), store.open(path, context)]);
    await finishReading(1);
    const [first, second] = await openings;
    assert.equal(first, second);
    assert.equal(await store.open(path, context), first);
    assert.equal(await store.get(first.handle, context), first);
    assert.equal(readings.length, 1);
  });

  it('tells all who wait how far it is, and nobody afterwards', async () => {
    const store = storeWith(Infinity);
    const heard: string[] = [];
    const openings = ['a', 'b'].map((who) => store.open(file('x'), { ...context, report: (stage, fraction) => heard.push(`${who} ${stage} ${fraction}`) }));
    while (readings.length === 0) await sleep(1);
    readings[0]!.context.report('Reading', 0.5);
    readings[0]!.finish();
    await Promise.all(openings);
    readings[0]!.context.report('Reading', 1);
    assert.deepEqual(heard, ['a Reading 0.5', 'b Reading 0.5']);
  });

  it('goes on reading while anybody waits, and stops when the last gives up', async () => {
    const store = storeWith(Infinity);
    const path = file('a');
    const [one, two] = [cancellable(), cancellable()];
    const openings = [store.open(path, one.asking), store.open(path, two.asking)].map((opening) => assert.rejects(opening, { code: 'cancelled' }));
    Atomics.store(one.flag, 0, 1);
    await openings[0];
    readings[0]!.context.cancel.throwIfCancelled();
    Atomics.store(two.flag, 0, 1);
    await openings[1];
    assert.throws(() => readings[0]!.context.cancel.throwIfCancelled(), { code: 'cancelled' });
  });

  it('reads anew for who comes while a reading that was given up winds down', async () => {
    const store = storeWith(Infinity);
    const path = file('a');
    await openAndGiveUp(store, path);
    const opening = store.open(path, context);
    await finishReading(2);
    readings[0]!.fail(new HeaplineError('cancelled'));
    assert.equal((await opening).path, path);
    assert.equal(await store.open(path, context), await opening);
  });

  it('leaves no handle behind of a file that cannot be read, and reads it again when asked', async () => {
    const store = storeWith(Infinity);
    const path = file('a');
    const opening = assert.rejects(store.open(path, context), { code: 'truncatedInput' });
    while (readings.length === 0) await sleep(1);
    readings[0]!.fail(new HeaplineError('truncatedInput', 'the file ends', { byteOffset: 9 }));
    await opening;
    await assert.rejects(store.get(1, context), { code: 'notFound' });
    const again = store.open(path, context);
    await finishReading(2);
    assert.equal((await again).path, path);
    await assert.rejects(store.open(join(directory, 'none'), context), { code: 'fileNotReadable' });
  });

  it('reads a file that was replaced, under its old handle', async () => {
    const store = storeWith(Infinity);
    const path = file('a');
    const old = await openRead(store, path);
    writeFileSync(path, 'longer than before');
    utimesSync(path, 1e9, 1e9);
    const opening = store.open(path, context);
    await finishReading(2);
    const fresh = await opening;
    assert.notEqual(fresh, old);
    assert.equal(fresh.handle, old.handle);
    assert.deepEqual(forgotten, [old.handle]);
    await sleep(0);
    assert.deepEqual([stopped, closed], [1, 1]);
  });

  it('pushes out what was used longest ago, and reads it again when it is asked for', async () => {
    const store = storeWith(3 * (PAGED_BYTES + COLUMN_BYTES));
    const captures: OpenCapture[] = [];
    for (const name of ['a', 'b', 'c']) captures.push(await openRead(store, file(name)));
    await store.get(captures[0]!.handle, context);
    await openRead(store, file('d'));
    assert.deepEqual(forgotten, [captures[1]!.handle], 'b: a was used since');
    assert.equal(await store.get(captures[0]!.handle, context), captures[0]);
    const again = store.get(captures[1]!.handle, context);
    await finishReading(5);
    assert.equal((await again).handle, captures[1]!.handle);
    assert.deepEqual(forgotten, [captures[1]!.handle, captures[2]!.handle]);
  });

  it('keeps two whatever the budget says', async () => {
    const store = storeWith(1);
    const [first, second] = [await openRead(store, file('a')), await openRead(store, file('b'))];
    assert.deepEqual(forgotten, []);
    await openRead(store, file('c'));
    assert.deepEqual(forgotten, [first.handle]);
    assert.equal(await store.get(second.handle, context), second);
  });

  it('ends what is closed: its reading, its analysis, its handle', async () => {
    const store = storeWith(Infinity);
    const { handle } = await openRead(store, file('a'));
    const opening = store.open(file('b'), context);
    while (readings.length < 2) await sleep(1);
    store.close(handle + 1);
    assert.throws(() => readings[1]!.context.cancel.throwIfCancelled(), { code: 'cancelled' });
    readings[1]!.fail(new HeaplineError('cancelled'));
    await assert.rejects(opening, { code: 'cancelled' });
    store.close(handle);
    await sleep(0);
    assert.deepEqual([forgotten, stopped, closed], [[handle], 1, 1]);
    await assert.rejects(store.get(handle, context), { code: 'notFound' });
    store.close(handle);
  });

  for (const [what, giveUp] of [
    ['closed', (store: CaptureStore) => store.close(1)],
    ['given up', (_: CaptureStore, flag: Int32Array) => void Atomics.store(flag, 0, 1)],
  ] as const) {
    it(`closes what is ready only after it was ${what}`, async () => {
      const store = storeWith(Infinity);
      const { flag, asking } = cancellable();
      const opening = assert.rejects(store.open(file('a'), asking), { code: 'cancelled' });
      while (readings.length === 0) await sleep(1);
      giveUp(store, flag);
      if (what === 'given up') await opening;
      readings[0]!.finish();
      await opening;
      await sleep(1);
      assert.deepEqual([stopped, closed], [1, 1]);
      if (what === 'closed') await assert.rejects(store.get(1, context), { code: 'notFound' });
    });
  }

  it('closes what a reading that was given up still gave, beside the one that took its place', async () => {
    const store = storeWith(Infinity);
    const path = file('a');
    await openAndGiveUp(store, path);
    const opening = store.open(path, context);
    await finishReading(2);
    const capture = await opening;
    readings[0]!.finish();
    await sleep(1);
    assert.deepEqual([stopped, closed], [1, 1]);
    assert.equal(await store.get(capture.handle, context), capture);
  });

  it('knows captures of an earlier life, and gives new handles beside theirs', async () => {
    const store = storeWith(Infinity, [{ handle: 5, path: file('a') }]);
    const asked = store.get(5, context);
    await finishReading(1);
    assert.equal((await asked).handle, 5);
    assert.equal((await openRead(store, file('b'))).handle, 6);
  });
});
