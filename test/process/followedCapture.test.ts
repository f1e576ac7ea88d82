/** Captures that the analyzer reads while they are written: the same columns, no second reading, and nothing left of those that fail. */
import assert from 'node:assert/strict';
import { appendFileSync, closeSync, copyFileSync, linkSync, openSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { AnalyzerParams, AnalyzerResult } from '../../analyzer/protocol/requests.ts';
import { NEVER_CANCELLED, sharedCancelSignal } from '../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../analyzer/src/base/progress.ts';
import type { ColumnSource } from '../../analyzer/src/base/numberColumn.ts';
import { loadColumn } from '../../analyzer/src/columnFile/pagedColumn.ts';
import { openScratchFile } from '../../analyzer/src/columnFile/scratchFile.ts';
import type { Crew } from '../../analyzer/src/crew/crew.ts';
import { STILL_GROWING } from '../../analyzer/src/crew/followFile.ts';
import type { CaptureData } from '../../analyzer/src/crew/readTasks.ts';
import { createFollowedCaptures } from '../../analyzer/src/session/followedCaptures.ts';
import { loadCapture } from '../../analyzer/src/session/loadCapture.ts';
import { newCancelFlag } from '../../analyzer/src/threads/asking.ts';
import { takeSnapshot, type SnapshotFollower } from '../../extension/src/capture/takeSnapshot.ts';
import { attach } from '../../extension/src/inspector/attach.ts';
import type { CaptureProgress } from '../../extension/src/inspector/target.ts';
import { startAnalyzer, type AnalyzerProcess } from '../helpers/analyzerProcess.ts';
import { bundledCrew } from '../helpers/loadedCaptures.ts';
import { makeSnapshotPair, type SnapshotPair } from '../helpers/ownSnapshots.ts';
import { largeSnapshot } from '../helpers/realSnapshots.ts';
import { startTarget, stayingProgram, until } from './captureTargets.ts';

const QUIET = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Appends in pieces whose lengths repeat, with a pause now and then, so that the reader comes to the end many times. */
async function writeSlowly(path: string, bytes: Uint8Array, pieceBytes: readonly number[]): Promise<void> {
  writeFileSync(path, '');
  for (let from = 0, piece = 0; from < bytes.length; piece++) {
    const count = pieceBytes[piece % pieceBytes.length]!;
    appendFileSync(path, bytes.subarray(from, from + count));
    from += count;
    if (piece % 3 === 0) await pause(2);
  }
}

/** The reading with all columns in memory, so that it can be compared wherever they were. */
function inMemory({ heap, ...rest }: CaptureData): object {
  const loaded = (table: object): object => Object.fromEntries(Object.entries(table).map(([name, value]) => [name, isSource(value) ? loadColumn(value) : value]));
  return { ...rest, heap: { ...loaded(heap), strings: loaded(heap.strings), locations: loaded(heap.locations) } };
}
const isSource = (value: unknown): value is ColumnSource => ArrayBuffer.isView(value) || (typeof value === 'object' && value !== null && 'stretches' in value);

describe('captures that are read while they are written', function () {
  this.timeout(120_000);
  let pair: SnapshotPair;
  let bytes: Buffer;
  let path: string;
  let partPath: string;
  let captureCount = 0;
  before(() => {
    pair = makeSnapshotPair(60_000); // more nodes than a buffer of columns on disk has
    bytes = readFileSync(pair.after);
  });
  after(() => pair.remove());
  beforeEach(() => {
    path = join(pair.directory, `capture${captureCount++}.heapsnapshot`);
    partPath = `${path}.part`;
  });

  describe('by a thread', () => {
    const crew = bundledCrew(2);
    after(() => crew.close());
    const grow = (expectedBytes?: number, cancelFlag = newCancelFlag()) => {
      const finalBytes = new BigInt64Array(new SharedArrayBuffer(8)).fill(STILL_GROWING);
      const scratch = openScratchFile()!;
      writeFileSync(partPath, '');
      const file = openSync(partPath, 'r');
      const growing = { file, fileName: 'a.heapsnapshot', finalBytes, scratch: scratch.reserve(0), ...(expectedBytes === undefined ? {} : { expectedBytes }) };
      const work = crew.run('readGrowing', growing, { cancel: sharedCancelSignal(cancelFlag), report() {} }).finally(() => closeSync(file));
      work.catch(() => {});
      return { work, scratch, cancelFlag, finish: (count: number) => (Atomics.store(finalBytes, 0, BigInt(count)), Atomics.notify(finalBytes, 0)) };
    };

    for (const [guess, expectedBytes] of [['no guess of its length', undefined], ['a guess far too small', 1000], ['a guess too large', 1e9]] as const) {
      it(`give the same columns as the whole file, with ${guess}`, async () => {
        const { work, scratch, finish } = grow(expectedBytes);
        await writeSlowly(partPath, bytes, [1, 9, 4000, 65_537, 300_000, 1_500_000]);
        renameSync(partPath, path);
        finish(bytes.length);
        const whole = await crew.run('readWhole', { path, importerId: 'heapSnapshot', inputBytes: bytes.length, scratch: null }, QUIET);
        assert.ok(whole.heap.nodeCount > 1 << 16);
        assert.deepEqual(inMemory(await work), inMemory(whole));
        scratch.close();
      });
    }

    it('end at once when they are cancelled while they wait', async () => {
      const { work, scratch, cancelFlag } = grow();
      appendFileSync(partPath, bytes.subarray(0, 100_000));
      await pause(100);
      Atomics.store(cancelFlag, 0, 1);
      await assert.rejects(work, { code: 'cancelled' });
      scratch.close();
    });

    for (const [what, told] of [['more', 10], ['less', -10]] as const) {
      it(`fail when ${what} was told than is there`, async () => {
        const { work, scratch, finish } = grow();
        appendFileSync(partPath, bytes);
        finish(bytes.length + told);
        await assert.rejects(work, { code: 'fileNotReadable' });
        scratch.close();
      });
    }
  });

  describe('and then opened', () => {
    /** Names of the tasks that opening asked for. */
    let tasks: string[];
    const crew = bundledCrew(2);
    const noting: Crew = { ...crew, run: (task, ...rest) => (tasks.push(task), crew.run(task, ...rest)) };
    const followed = createFollowedCaptures(() => bundledCrew(1));
    const open = async (): Promise<number> => {
      const { run, close } = await loadCapture(path, noting, QUIET, { takeFollowed: followed.take });
      const { nodeCount } = run.columns.heap;
      await run.stop();
      close();
      return nodeCount;
    };
    const isRead = (): boolean => tasks.some((task) => task.startsWith('read'));
    beforeEach(() => (tasks = []));
    after(() => crew.close());

    const capture = async (content: Uint8Array = bytes): Promise<void> => {
      writeFileSync(partPath, content.subarray(0, 1000));
      followed.begin({ path, partPath });
      appendFileSync(partPath, content.subarray(1000));
      renameSync(partPath, path);
      followed.end(path, content.length);
    };

    it('are not read again', async () => {
      await capture();
      const nodeCount = await open();
      assert.equal(isRead(), false);
      tasks = [];
      assert.equal(await open(), nodeCount);
      assert.equal(isRead(), true, 'what was taken is gone: the second opening reads');
    });

    it('are read as usual when the file is another one by then', async () => {
      await capture();
      writeFileSync(path, readFileSync(pair.before));
      await open();
      assert.equal(isRead(), true);
      await capture();
      utimesSync(path, 1, 1); // as many bytes, another time
      tasks = [];
      await open();
      assert.equal(isRead(), true);
    });

    it('are read as usual when another length was told', async () => {
      writeFileSync(path, bytes);
      followed.begin({ path, partPath: path });
      followed.end(path, bytes.length - 1);
      await open();
      assert.equal(isRead(), true);
    });

    it('say what is wrong with them as any file does', async () => {
      await capture(bytes.subarray(0, bytes.length - 5000));
      await assert.rejects(open(), { code: 'truncatedInput', byteOffset: bytes.length - 5000 });
      assert.equal(isRead(), true);
    });

    it('wait for one opening, the last: those before it are let go', async () => {
      await capture();
      const [first, firstPart] = [path, partPath];
      [path, partPath] = [`${first}.2`, `${firstPart}.2`];
      await capture();
      path = first;
      await open();
      assert.equal(isRead(), true);
      path = `${first}.2`;
      tasks = [];
      await open();
      assert.equal(isRead(), false);
    });
  });

  describe('by the analyzer process', () => {
    let analyzer: AnalyzerProcess;
    const ask = <M extends 'heap/follow' | 'heap/followed'>(method: M, params: AnalyzerParams<M>): Promise<AnalyzerResult<M>> => analyzer.ask(method, params);
    beforeEach(async () => {
      analyzer = await startAnalyzer(['--no-index']);
      await analyzer.ask('heap/open', { path: pair.before }); // its threads run
    });
    afterEach(() => analyzer.stop());

    /** Threads, and files of ours that are open: the capture and nameless ones of columns. Only Linux tells; elsewhere nothing is held. */
    const held = (): { threads: number; files: string[] } => {
      if (process.platform !== 'linux') return { threads: 0, files: [] };
      const running = `/proc/${analyzer.child.pid}`;
      const files = readdirSync(`${running}/fd`).map((name) => {
        try {
          return readlinkSync(`${running}/fd/${name}`);
        } catch {
          return ''; // closed meanwhile
        }
      });
      return { threads: readdirSync(`${running}/task`).length, files: files.filter((file) => /heapline-|\.part/.test(file)).sort() };
    };
    const isAs = (before: ReturnType<typeof held>) => async (): Promise<boolean> => JSON.stringify(held()) === JSON.stringify(before);

    it('are the same capture as the file by itself', async () => {
      await ask('heap/follow', { path, partPath, expectedBytes: 1e6 });
      await writeSlowly(partPath, bytes, [100_000, 1_000_000]);
      await assert.rejects(analyzer.ask('heap/open', { path }), ({ data }) => data.code === 'fileNotReadable', 'not before it is whole');
      renameSync(partPath, path);
      await ask('heap/followed', { path, bytes: bytes.length });
      const { handle, path: _, ...summary } = await analyzer.ask('heap/open', { path });
      const { handle: other, path: __, ...expected } = await analyzer.ask('heap/open', { path: pair.after });
      assert.deepEqual({ ...summary, stage: '' }, { ...expected, stage: '' });
      for (const sortBy of ['retainedBytes', 'name'] as const) {
        const rows = async (which: number) => (await analyzer.ask('heap/classes', { handle: which, offset: 0, limit: 1000, sortBy })).rows;
        assert.deepEqual(await rows(handle), await rows(other));
      }
    });

    it('are followed from before the first byte, and forgotten when the capture fails', async () => {
      const before = held();
      writeFileSync(partPath, '');
      await ask('heap/follow', { path, partPath });
      appendFileSync(partPath, bytes.subarray(0, 500_000));
      await pause(100);
      if (process.platform === 'linux') assert.ok(held().files.includes(partPath) && held().threads > before.threads);
      await ask('heap/followed', { path, bytes: null });
      rmSync(partPath);
      await until(isAs(before), 'letting go');
    });

    it('are those of a running program, and forgotten when the user cancels', async () => {
      const running = await startTarget(stayingProgram(30_000));
      const target = await attach({ kind: 'pid', pid: running.pid });
      try {
        const told: string[] = [];
        const follower: SnapshotFollower = {
          begins(part) {
            told.push(`begins at ${statSync(part).size}`);
            void ask('heap/follow', { path, partPath: part });
          },
          ends(fileBytes) {
            told.push(`ends ${fileBytes === null ? 'in nothing' : 'whole'}`);
            void ask('heap/followed', { path, bytes: fileBytes });
          },
        };
        const before = held();
        const abort = new AbortController();
        const onProgress = ({ stage }: CaptureProgress): void => void (stage === 'writing' && abort.abort());
        await assert.rejects(takeSnapshot(target.main, { outputFile: path, follower, onProgress, signal: abort.signal }), { code: 'cancelled' });
        await until(isAs(before), 'letting go');
        await takeSnapshot(target.main, { outputFile: path, follower });
        assert.deepEqual(told, ['begins at 0', 'ends in nothing', 'begins at 0', 'ends whole']);
        const { handle, path: _, stage: __, ...summary } = await analyzer.ask('heap/open', { path });
        copyFileSync(path, `${path}.copy`);
        const { handle: ___, path: ____, stage: _____, ...expected } = await analyzer.ask('heap/open', { path: `${path}.copy` });
        assert.deepEqual(summary, expected);
        const { rows } = await analyzer.ask('heap/classes', { handle, offset: 0, limit: 5, filter: 'Planted' });
        assert.equal(rows.find(({ name }) => name === 'Planted')?.count, 30_000);
      } finally {
        await target.detach();
        await running.stop();
      }
    });

    it('are cancelled with the opening, and can be opened afterwards', async () => {
      const large = largeSnapshot();
      const fileBytes = statSync(large).size;
      linkSync(large, partPath);
      const before = held();
      await ask('heap/follow', { path, partPath });
      renameSync(partPath, path);
      await ask('heap/followed', { path, bytes: fileBytes });
      const source = new CancellationTokenSource();
      analyzer.onProgress(() => source.cancel());
      await assert.rejects(analyzer.ask('heap/open', { path, progressToken: 'p' }, source.token), ({ data }) => data.code === 'cancelled');
      await until(isAs(before), 'letting go');
      const { nodeCount } = await analyzer.ask('heap/open', { path });
      assert.ok(nodeCount > 100_000);
    });
  });
});
