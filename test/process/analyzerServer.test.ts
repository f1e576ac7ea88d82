/** The analyzer process itself: questions, pages, cancel, bad files, and life after running out of memory. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { startAnalyzer, type AnalyzerProcess } from '../helpers/analyzerProcess.ts';
import { makeSnapshotPair, type SnapshotPair } from '../helpers/ownSnapshots.ts';

describe('the analyzer process', function () {
  this.timeout(60_000);
  let analyzer: AnalyzerProcess;
  let pair: SnapshotPair;
  before(async () => {
    pair = makeSnapshotPair(2000);
    analyzer = await startAnalyzer();
  });
  after(async () => {
    await analyzer.stop();
    pair.remove();
  });

  it('opens a file with progress, and the same file as the same capture', async () => {
    const fractions: number[] = [];
    analyzer.onProgress(({ progressToken, fraction }) => progressToken === 'p1' && fractions.push(fraction));
    const summary = await analyzer.ask('heap/open', { path: pair.after, progressToken: 'p1' });
    assert.ok(summary.nodeCount > 10_000 && summary.edgeCount > summary.nodeCount);
    assert.ok(fractions.length >= 3, `only ${fractions.length} progress reports`);
    assert.deepEqual(fractions, [...fractions].sort((a, b) => a - b));
    assert.ok(fractions.every((fraction) => fraction >= 0 && fraction <= 1));
    assert.equal((await analyzer.ask('heap/open', { path: pair.after })).handle, summary.handle);
  });

  it('answers pages that fit together', async () => {
    const { handle } = await analyzer.ask('heap/open', { path: pair.after });
    const all = await analyzer.ask('heap/classes', { handle, offset: 0, limit: 1000 });
    const middle = await analyzer.ask('heap/classes', { handle, offset: 10, limit: 5 });
    assert.deepEqual(middle.rows, all.rows.slice(10, 15));
    const planted = (await analyzer.ask('heap/classes', { handle, offset: 0, limit: 5, filter: 'plant' })).rows.find(({ name }) => name === 'Planted');
    assert.equal(planted?.count, 2001);
    const members = await analyzer.ask('heap/classMembers', { handle, classKey: planted.classKey, offset: 0, limit: 10, sortBy: 'nodeId', ascending: true });
    assert.equal(members.total, 2001);
    const retainers = await analyzer.ask('heap/retainers', { handle, node: members.rows[0]!.node, offset: 0, limit: 10 });
    assert.ok(retainers.total >= 1);
    const path = await analyzer.ask('heap/path', { handle, node: members.rows[0]!.node });
    assert.ok(path.reachesRoot);
    assert.match(path.sentence, /keptForEver/);
  });

  it('compares two captures', async () => {
    const base = (await analyzer.ask('heap/open', { path: pair.before })).handle;
    const target = (await analyzer.ask('heap/open', { path: pair.after })).handle;
    const { rows } = await analyzer.ask('diff/classes', { base, target, offset: 0, limit: 5, filter: 'Planted' });
    const planted = rows.find(({ name }) => name === 'Planted')!;
    assert.deepEqual([planted.addedCount, planted.removedCount, planted.deltaCount], [2000, 0, 2000]);
    const members = await analyzer.ask('diff/members', { base, target, classKey: planted.classKey, offset: 1990, limit: 100 });
    assert.deepEqual([members.total, members.rows.length], [2000, 10]);
    assert.ok(members.rows.every(({ change, capture }) => change === 'added' && capture === target));
    const report = await analyzer.ask('suspects/find', { captures: [base, target], limit: 5 });
    assert.equal(report.suspects[0]?.className, 'Planted');
  });

  it('answers a bad file with code and place, and goes on', async () => {
    const bad = join(pair.directory, 'bad.heapsnapshot');
    writeFileSync(bad, '');
    await assert.rejects(analyzer.ask('heap/open', { path: bad }), ({ data }) => data.code === 'emptyFile');
    writeFileSync(bad, '{"snapshot":{"meta":{"node_fields":');
    await assert.rejects(analyzer.ask('heap/open', { path: bad }), ({ data }) => data.code === 'truncatedInput' && data.byteOffset > 0);
    writeFileSync(bad, 'PK\x03\x04');
    await assert.rejects(analyzer.ask('heap/open', { path: bad }), ({ data }) => data.code === 'unknownFormat');
    await assert.rejects(analyzer.ask('heap/open', { path: join(pair.directory, 'none') }), ({ data }) => data.code === 'fileNotReadable');
    await assert.rejects(analyzer.ask('heap/summary', { handle: 999 }), ({ data }) => data.code === 'notFound');
    const { handle } = await analyzer.ask('heap/open', { path: pair.before });
    await assert.rejects(analyzer.ask('heap/path', { handle, node: 1e9 }), ({ data }) => data.code === 'notFound');
    await assert.rejects(analyzer.ask('heap/classMembers', { handle, classKey: 'nonsense', offset: 0, limit: 1 }), ({ data }) => data.code === 'notFound');
    assert.ok((await analyzer.ask('heap/classes', { handle, offset: 0, limit: 1 })).total > 10);
  });

  it('cancels while it reads, and can open the file afterwards', async () => {
    const source = new CancellationTokenSource();
    const fresh = await startAnalyzer();
    try {
      fresh.onProgress(() => source.cancel());
      await assert.rejects(fresh.ask('heap/open', { path: pair.after, progressToken: 'p' }, source.token), ({ data }) => data.code === 'cancelled');
      assert.ok((await fresh.ask('heap/open', { path: pair.after })).nodeCount > 10_000);
    } finally {
      await fresh.stop();
    }
  });

  it('keeps handles valid when the budget pushes captures out of memory', async () => {
    const small = await startAnalyzer(['--memory-budget-mb=1']);
    try {
      const third = makeSnapshotPair(10);
      const handles: number[] = [];
      for (const path of [pair.before, pair.after, third.before, third.after]) handles.push((await small.ask('heap/open', { path })).handle);
      const summaries = [];
      for (const handle of handles) summaries.push(await small.ask('heap/summary', { handle }));
      assert.deepEqual(summaries.map(({ path }) => path), [pair.before, pair.after, third.before, third.after]);
      third.remove();
    } finally {
      await small.stop();
    }
  });
});
