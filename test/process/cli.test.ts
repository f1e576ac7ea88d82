/** The command line as a user runs it: output for people, JSON for programs, exit codes, bad input. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledProgram } from '../helpers/bundledPrograms.ts';
import { makeSnapshotPair, type SnapshotPair } from '../helpers/ownSnapshots.ts';

function heapline(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundledProgram('cli'), ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}
const json = (...args: string[]) => {
  const { status, stdout, stderr } = heapline(...args, '--json');
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
};

describe('the command line', function () {
  this.timeout(60_000);
  let pair: SnapshotPair;
  before(() => {
    pair = makeSnapshotPair(1500);
  });
  after(() => pair.remove());

  it('explains itself', () => {
    assert.equal(heapline('--help').status, 0);
    assert.match(heapline('--help').stdout, /suspects A \[B \[C …\]\]/);
    assert.equal(heapline().status, 2);
    assert.match(heapline('frobnicate').stderr, /there is no command frobnicate/);
    assert.equal(heapline('summary').status, 2);
    assert.equal(heapline('summary', pair.after, '--sort', 'beauty').status, 2);
  });

  it('summary: text and JSON tell the same', () => {
    const { stdout } = heapline('summary', pair.after, '--filter', 'Planted');
    const planted = json('summary', pair.after, '--filter', 'Planted').classes.find(({ name }: { name: string }) => name === 'Planted');
    assert.equal(planted.count, 1501);
    assert.match(stdout, new RegExp(`^Planted +\\d+ +1,501 +${planted.selfBytes.toLocaleString('en-US')} `, 'm'));
    const whole = json('summary', pair.after, '-n', '1000');
    assert.equal(whole.statistics.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0), whole.totalBytes);
  });

  it('diff and suspects name what was planted', () => {
    const diff = json('diff', pair.before, pair.after, '--filter', 'Planted').classes[0];
    assert.deepEqual([diff.name, diff.addedCount, diff.removedCount], ['Planted', 1500, 0]);
    const [first] = json('suspects', pair.before, pair.after).suspects;
    assert.deepEqual([first.rank, first.className, first.count, first.countDelta], [1, 'Planted', 1501, 1500]);
    assert.match(first.holder, /keptForEver/);
    assert.ok(first.path.length >= 3 && first.path.at(-1).words.length > 0);
    assert.match(heapline('suspects', pair.before, pair.after).stdout, /^1\. Planted: 1,501 \(\+1,500\) live/);
  });

  it('path: an object by its id, as the suspect names it', () => {
    const [first] = json('suspects', pair.before, pair.after).suspects;
    const path = json('path', pair.after, `@${first.sampleId}`);
    assert.equal(path.reachesRoot, true);
    assert.deepEqual(path.steps, first.path);
    assert.equal(heapline('path', pair.after, '@1000000007').status, 1);
  });

  it('columns: arrays that anyone can read', () => {
    const out = join(pair.directory, 'columns');
    const header = json('columns', pair.after, '--out', out);
    assert.deepEqual(JSON.parse(readFileSync(join(out, 'header.json'), 'utf8')), header);
    const column = (name: string) => readFileSync(join(out, `${name}.bin`));
    assert.equal(column('nodeIds').length, 4 * header.nodeCount);
    const retained = column('retainedSizes');
    const self = column('selfSizes');
    let sum = 0;
    for (let node = 0; node < header.nodeCount; node++) sum += self.readDoubleLE(8 * node);
    assert.ok(sum > 1e6 && retained.readDoubleLE(0) <= sum, 'the root retains at most everything');
    assert.equal(column('dominators').readUInt32LE(0), 0xffffffff);
    assert.equal(column('distances').length, 4 * header.nodeCount);
  });

  it('bad input: one sentence, the place, advice, exit code 1', () => {
    const bad = join(pair.directory, 'bad.heapsnapshot');
    writeFileSync(bad, readFileSync(pair.before).subarray(0, 100_000));
    const { status, stderr, stdout } = heapline('summary', bad);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /ends too early.*\(at byte 100000\)\.\nThe process that wrote it was probably killed/s);
    mkdirSync(join(pair.directory, 'folder'), { recursive: true });
    assert.match(heapline('summary', join(pair.directory, 'folder')).stderr, /is not a file/);
  });
});
