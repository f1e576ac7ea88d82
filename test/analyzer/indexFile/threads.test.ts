/** Two threads write the halves of columns into one file at the same time. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ColumnPart } from '../../../analyzer/src/indexFile/columnAppender.ts';
import { openColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { createColumnFile } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import { FORMAT } from './tempFolder.ts';

const HALF_ROWS = 1_500_000;
const MODULE = join(__dirname, '../../../analyzer/src/indexFile/columnAppender.ts');

/** Appends in pieces, two columns in turns, once the other is ready too. */
const PROGRAM = `
require('tsx/cjs');
const { parentPort, workerData } = require('node:worker_threads');
const { openAppender } = require(${JSON.stringify(MODULE)});
const [targets, sizes] = [openAppender(workerData.shared, 'uint32'), openAppender(workerData.shared, 'float64')];
Atomics.add(workerData.ready, 0, 1);
while (Atomics.load(workerData.ready, 0) < 2) Atomics.wait(workerData.ready, 1, 0, 1);
for (let row = workerData.start; row < workerData.end; row += 1000) {
  targets.append(Uint32Array.from({ length: 1000 }, (_, index) => (row + index) * 3));
  sizes.append(Float64Array.from({ length: 1000 }, (_, index) => (row + index) / 2));
}
parentPort.postMessage([targets.end(), sizes.end()]);
`;

describe('two threads', () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'heapline-columns-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('write the halves of columns at the same time', async () => {
    const path = join(folder, 'a.index');
    const writer = createColumnFile(path, FORMAT);
    const ready = new Int32Array(new SharedArrayBuffer(8));
    const work = async (start: number, end: number): Promise<ColumnPart[]> => {
      const worker = new Worker(PROGRAM, { eval: true, workerData: { shared: writer.share(), ready, start, end } });
      const [parts] = (await once(worker, 'message')) as [ColumnPart[]];
      await worker.terminate();
      return parts;
    };
    const halves = await Promise.all([work(0, HALF_ROWS), work(HALF_ROWS, 2 * HALF_ROWS)]);
    writer.adopt('targets', halves.map(([targets]) => targets!));
    writer.adopt('sizes', halves.map(([, sizes]) => sizes!));
    writer.finish({});
    const file = openColumnFile(path, FORMAT);
    const [targets, sizes] = [file.read('targets', 'uint32'), file.read('sizes', 'float64')];
    assert.equal(targets.length, 2 * HALF_ROWS);
    assert.ok(targets.every((value, row) => value === row * 3));
    assert.ok(sizes.every((value, row) => value === row / 2));
    file.close();
  });
});
