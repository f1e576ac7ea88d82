/**
 * The index beside a capture. One whose checksums are right but which is not what this version keeps is dropped, and the capture is read
 * instead; one that is in use stays open for who uses it, and no longer.
 */
import assert from 'node:assert/strict';
import fs, { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { isInMemory, type ColumnSource } from '../../../analyzer/src/base/numberColumn.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { loadColumn } from '../../../analyzer/src/columnFile/pagedColumn.ts';
import { createInlineCrew } from '../../../analyzer/src/crew/crew.ts';
import { writeIndex } from '../../../analyzer/src/crew/writeIndex.ts';
import { openIndexed } from '../../../analyzer/src/indexFile/openIndexed.ts';
import { closeIndex, dropIndex, indexPathOf, openIndex } from '../../../analyzer/src/session/captureIndex.ts';
import { createHeapSession } from '../../../analyzer/src/session/heapSession.ts';
import { loadCapture } from '../../../analyzer/src/session/loadCapture.ts';
import { writeSyntheticHeap } from '../../bench/syntheticHeap.ts';

const NODE_COUNT = 130_000; // a file just above 8 MB: smaller ones get no index
const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const crew = createInlineCrew();

/** What is in an index: JSON with columns in it. */
type Tree = Record<string, unknown>;

describe('an index beside a capture', function () {
  this.timeout(60_000);
  let folder: string;
  let path: string;
  /** What a sound index has, with its columns in memory. */
  let sound: Tree;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heapline-index-'));
    path = join(folder, 'made.heapsnapshot');
    writeSyntheticHeap(path, NODE_COUNT);
    const { run, capture, settled, close } = await loadCapture(path, crew, context, { keepIndex: true });
    await settled;
    const { stamp } = openIndexed({ indexPath: indexPathOf(path) }).meta as Tree;
    sound = { stamp, capture, columns: inMemory(run.columns) };
    close();
    closeIndex(path);
    dropIndex(path);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const putIndex = (value: unknown): void => void writeIndex(indexPathOf(path), value, NEVER_CANCELLED);

  it('gives what is in it when that is as it should be', () => {
    putIndex(sound);
    assert.equal(openIndex(path)?.columns.heap.nodeCount, NODE_COUNT);
    closeIndex(path);
    dropIndex(path);
  });

  const defects: readonly (readonly [what: string, at: readonly string[], to: unknown])[] = [
    ['no columns at all', ['columns'], undefined],
    ['no heap', ['columns', 'heap'], undefined],
    ['a column of the heap that is not there', ['columns', 'heap', 'wordByEdge'], undefined],
    ['too few rows in a column of the heap', ['columns', 'heap', 'nameByNode'], new Uint32Array(9)],
    ['too few edges', ['columns', 'heap', 'firstEdgeByNode'], new Uint32Array(NODE_COUNT + 1)],
    ['a root that is no node', ['columns', 'heap', 'rootNode'], NODE_COUNT],
    ['no texts', ['columns', 'heap', 'strings'], {}],
    ...['shallowBytesByNode', 'classByNode', 'distanceByNode', 'dominatorByNode', 'retainedBytesByNode', 'firstRetainerByNode', 'firstDominatedByNode', 'nodeByDominated', 'wordByRetainer', 'distanceByClass', 'retainedBytesByClass'].flatMap(
      (name) => [[`no ${name}`, ['columns', name], undefined] as const, [`a short ${name}`, ['columns', name], new Uint32Array(9)] as const],
    ),
    ['a short retainingLevelByNode', ['columns', 'retainingLevelByNode'], new Uint32Array(9)],
    ['no classes', ['columns', 'classes'], undefined],
    ['a class too many', ['columns', 'classes', 'classCount'], 100_000],
    ['a place of a column where another thing is', ['columns', 'dominatorByNode'], { $column: '0', type: 'uint32', length: NODE_COUNT + 1, inMemory: false }],
    ['a column of another type', ['columns', 'dominatorByNode'], { $column: '0', type: 'text', length: NODE_COUNT, inMemory: false }],
  ];
  for (const [what, at, to] of defects) {
    it(`is dropped when it has ${what}`, () => {
      putIndex(changed(sound, at, to));
      assert.equal(openIndex(path), null);
      assert.ok(!existsSync(indexPathOf(path)));
    });
  }

  it('that was dropped lets the capture be read', async () => {
    putIndex(changed(sound, ['columns', 'dominatorByNode'], undefined));
    const { run, settled, close } = await loadCapture(path, crew, context, { keepIndex: true });
    assert.notEqual(run.stage, 'complete');
    assert.equal((await run.waitForAll(context)).dominatorByNode.length, NODE_COUNT);
    await settled;
    close();
    closeIndex(path);
    dropIndex(path);
  });

  it('stays open when the capture is opened again while it is being closed', async () => {
    putIndex(sound);
    const session = createHeapSession({ budgetBytes: 1e9, keepIndex: true });
    const { handle: first } = await session['heap/open']({ path }, context);
    const closing = session['heap/close']({ handle: first }, context);
    const opening = session['heap/open']({ path }, context);
    await closing;
    const { handle, stage } = await opening;
    assert.equal(stage, 'complete');
    const { rows } = await session['heap/dominated']({ handle, node: 'root', offset: 0, limit: 5 }, context);
    assert.equal(rows.length, 5);
    await session['heap/close']({ handle }, context);
  });

  it('is closed with its capture, whether it was written or read', async () => {
    dropIndex(path);
    const session = createHeapSession({ budgetBytes: 1e9, keepIndex: true });
    const { openFiles, restore } = watchFile(indexPathOf(path));
    try {
      for (const how of ['written', 'read']) {
        const { handle, stage } = await session['heap/open']({ path }, context);
        assert.equal(stage === 'complete', how === 'read');
        await until(() => openFiles.size > 0);
        await session['heap/close']({ handle }, context);
        await until(() => openFiles.size === 0);
      }
    } finally {
      restore();
    }
  });
});

/** The same tree with all its columns in memory. */
function inMemory(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isInMemory(value as ColumnSource)) return value;
  if ('indexPath' in value) return loadColumn(value as ColumnSource);
  if (Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inMemory(item)]));
}

/** The same tree with another thing at one place. */
function changed(tree: Tree, [key, ...rest]: readonly string[], to: unknown): Tree {
  return { ...tree, [key!]: rest.length === 0 ? to : changed(tree[key!] as Tree, rest, to) };
}

/** The numbers under which this thread has the file open, from now on. */
function watchFile(path: string): { readonly openFiles: ReadonlySet<number>; restore(): void } {
  const { openSync, closeSync } = fs;
  const openFiles = new Set<number>();
  const watched = {
    openSync(...call: Parameters<typeof openSync>) {
      const file = openSync(...call);
      if (call[0] === path) openFiles.add(file);
      return file;
    },
    closeSync(file: number) {
      openFiles.delete(file);
      closeSync(file);
    },
  };
  Object.assign(fs, watched);
  return { openFiles, restore: () => void Object.assign(fs, { openSync, closeSync }) };
}

/** The test's own limit of time is the only one. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(5);
}
