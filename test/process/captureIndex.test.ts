/** The index beside a capture: there after the first opening, used by the second, never believed when it is not of this capture or damaged. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER_CANCELLED } from '../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../analyzer/src/base/progress.ts';
import type { HeapAnalysis } from '../../analyzer/src/analysis/heapAnalysis.ts';
import { indexPathOf } from '../../analyzer/src/session/captureIndex.ts';
import { createHeapSession } from '../../analyzer/src/session/heapSession.ts';
import { loadCapture } from '../../analyzer/src/session/loadCapture.ts';
import { hashOfRows } from '../helpers/hashOfRows.ts';
import { bundledCrew, crewOptions } from '../helpers/loadedCaptures.ts';
import { largeSnapshot } from '../helpers/realSnapshots.ts';

const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const crew = bundledCrew();

interface Opened {
  readonly analysis: HeapAnalysis;
  /** The first answer could already be asked for everything. */
  readonly wasComplete: boolean;
  close(): void;
}

async function open(path: string): Promise<Opened> {
  const { run, settled, close } = await loadCapture(path, crew, context, { keepIndex: true });
  const wasComplete = run.stage === 'complete';
  await run.wait('complete', context);
  await settled;
  return { analysis: run.analysis as HeapAnalysis, wasComplete, close };
}

/** Everything that views read, as values. */
function valuesOf({ graph, classes, shallowBytesByNode, retainedBytesByNode, distanceByNode, dominatorByNode, retainers, dominated, distanceByClass, retainedBytesByClass, interfaces, totalBytes }: HeapAnalysis): unknown {
  const columns = [graph.kindByNode, graph.nameByNode, graph.nodeIdByNode, graph.firstEdgeByNode, graph.wordByEdge, graph.nameOrIndexByEdge, classes.classByNode, shallowBytesByNode, retainedBytesByNode, distanceByNode, dominatorByNode, ...Object.values(retainers), ...Object.values(dominated), ...Object.values(graph.locations).filter((value) => typeof value === 'object')];
  const hashes = columns.map((column) => hashOfRows(column.slice(0, column.length)));
  return { hashes, names: [0, 1, 999, graph.strings.count - 1].map((index) => graph.strings.text(index)), keys: classes.keyByClass, counts: [...classes.nodeCountByClass], distances: [...distanceByClass], retained: [...retainedBytesByClass], interfaces, totalBytes };
}

describe('the index beside a capture', function () {
  this.timeout(120_000);
  let folder = '';
  let path = '';
  let first: unknown;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heapline-index-'));
    path = join(folder, 'large.heapsnapshot');
    copyFileSync(largeSnapshot(), path);
    const opened = await open(path);
    assert.equal(opened.wasComplete, false);
    first = valuesOf(opened.analysis);
    opened.close();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is there after the first opening, and the second one gives the same from it', async () => {
    assert.ok(statSync(indexPathOf(path)).size > 1e7);
    const again = await open(path);
    assert.equal(again.wasComplete, true);
    assert.deepEqual(valuesOf(again.analysis), first);
    again.close();
  });

  it('is there also when the first opening was stopped and went on later', async () => {
    rmSync(indexPathOf(path));
    const { run, settled, close } = await loadCapture(path, crew, context, { keepIndex: true });
    await run.stop();
    assert.notEqual(run.stage, 'complete');
    await run.wait('complete', context);
    await settled;
    assert.ok(statSync(indexPathOf(path)).size > 1e7);
    assert.deepEqual(valuesOf(run.analysis as HeapAnalysis), first);
    close();
  });

  it('is not believed when the capture has changed', async () => {
    const { atime, mtime } = statSync(path);
    utimesSync(path, atime, new Date(mtime.getTime() + 5000));
    const again = await open(path);
    assert.equal(again.wasComplete, false);
    assert.deepEqual(valuesOf(again.analysis), first);
    again.close();
  });

  it('is made anew when its end is gone', async () => {
    truncateSync(indexPathOf(path), 5_000_000);
    const again = await open(path);
    assert.equal(again.wasComplete, false);
    again.close();
    assert.ok(statSync(indexPathOf(path)).size > 1e7);
  });

  it('is read past when a page of it is damaged, wherever the question meets it', async () => {
    const sound = createHeapSession({ budgetBytes: 1e9, crew: crewOptions() });
    const { handle: soundHandle } = await sound['heap/open']({ path: largeSnapshot() }, context);
    const query = { offset: 0, limit: 50, node: 'root' as const };
    const expected = (await sound['heap/dominated']({ ...query, handle: soundHandle }, context)).rows.map(({ nodeId, retainedBytes }) => ({ nodeId, retainedBytes }));
    // Every fourth kilobyte: no page of a column escapes.
    const damage = openSync(indexPathOf(path), 'r+');
    const { size } = statSync(indexPathOf(path));
    for (let byteOffset = 65_536; byteOffset < size * 0.95; byteOffset += 4096) writeSync(damage, Buffer.of(0xa5), 0, 1, byteOffset);
    closeSync(damage);
    const session = createHeapSession({ budgetBytes: 1e9, keepIndex: true, crew: crewOptions() });
    const { handle } = await session['heap/open']({ path }, context);
    const { rows } = await session['heap/dominated']({ ...query, handle }, context);
    assert.deepEqual(rows.map(({ nodeId, retainedBytes }) => ({ nodeId, retainedBytes })), expected);
    await session['heap/close']({ handle }, context);
  });

  it('leaves no half-written file behind', () => assert.ok(!existsSync(`${indexPathOf(path)}.part`)));

  it('is no index of another format', async () => {
    const copy = join(folder, 'other.heapsnapshot');
    copyFileSync(path, copy);
    copyFileSync(path, indexPathOf(copy)); // a snapshot where the index should be
    const opened = await open(copy);
    assert.equal(opened.wasComplete, false);
    opened.close();
    assert.ok(readFileSync(indexPathOf(copy)).subarray(0, 8).includes('HEAPLINE'));
  });
});
