/** An index whose checksums are right but which is not what this version keeps: it is dropped, and the capture is read instead. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { isInMemory, type ColumnSource } from '../../../analyzer/src/base/numberColumn.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { loadColumn } from '../../../analyzer/src/columnFile/pagedColumn.ts';
import { createInlineCrew } from '../../../analyzer/src/crew/crew.ts';
import { writeIndex } from '../../../analyzer/src/crew/writeIndex.ts';
import { openIndexed } from '../../../analyzer/src/indexFile/openIndexed.ts';
import { dropIndex, indexPathOf, openIndex } from '../../../analyzer/src/session/captureIndex.ts';
import { loadCapture } from '../../../analyzer/src/session/loadCapture.ts';
import { writeSyntheticHeap } from '../../bench/syntheticHeap.ts';

const NODE_COUNT = 130_000; // a file just above 8 MB: smaller ones get no index
const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const crew = createInlineCrew();

/** What is in an index: JSON with columns in it. */
type Tree = Record<string, unknown>;

describe('openIndex', function () {
  this.timeout(60_000);
  let folder: string;
  let path: string;
  /** What a sound index has, with its columns in memory. */
  let sound: Tree;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heapline-index-'));
    path = join(folder, 'made.heapsnapshot');
    writeSyntheticHeap(path, NODE_COUNT);
    const { settled, close } = await loadCapture(path, crew, context, { keepIndex: true });
    await settled;
    close();
    const opened = openIndex(path);
    assert.ok(opened);
    const { stamp } = openIndexed({ indexPath: indexPathOf(path) }).meta as Tree;
    sound = { stamp, capture: opened.capture, columns: inMemory(opened.columns) };
    dropIndex(path);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const putIndex = (value: unknown): void => void writeIndex(indexPathOf(path), value, NEVER_CANCELLED);

  it('gives what is in one that is as it should be', () => {
    putIndex(sound);
    assert.equal(openIndex(path)?.columns.heap.nodeCount, NODE_COUNT);
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
    ['no classes', ['columns', 'classes'], undefined],
    ['a class too many', ['columns', 'classes', 'classCount'], 100_000],
    ['a place of a column where another thing is', ['columns', 'dominatorByNode'], { $column: '0', type: 'uint32', length: NODE_COUNT + 1, inMemory: false }],
    ['a column of another type', ['columns', 'dominatorByNode'], { $column: '0', type: 'text', length: NODE_COUNT, inMemory: false }],
  ];
  for (const [what, at, to] of defects) {
    it(`drops one with ${what}`, () => {
      putIndex(changed(sound, at, to));
      assert.equal(openIndex(path), null);
      assert.ok(!existsSync(indexPathOf(path)));
    });
  }

  it('after which the capture is read', async () => {
    putIndex(changed(sound, ['columns', 'dominatorByNode'], undefined));
    const { run, settled, close } = await loadCapture(path, crew, context, { keepIndex: true });
    assert.notEqual(run.stage, 'complete');
    assert.equal((await run.waitForAll(context)).dominatorByNode.length, NODE_COUNT);
    await settled;
    close();
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
