/** A column in a file by rows: every row, any stretch, and rows that nobody has are our mistake. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { createColumnFile } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import { FORMAT, inFolder } from './tempFolder.ts';

const ROWS = Uint16Array.from({ length: 90_000 }, (_, row) => row * 7);

describe('a paged column in a file', () => {
  it('gives every row, any stretch, and no others', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const writer = createColumnFile(path, FORMAT);
      writer.add('a', ROWS);
      writer.finish({});
      const file = openColumnFile(path, FORMAT);
      const column = file.paged('a', 'uint16');
      assert.equal(column.length, ROWS.length);
      for (let row = 0; row < ROWS.length; row++) if (column.at(row) !== ROWS[row]) assert.fail(`row ${row}`);
      const ends = [0, 1, 2, 32_767, 32_768, 32_769, 65_536, 89_999, 90_000];
      for (const start of ends) for (const end of ends) if (start <= end) assert.ok(Buffer.from(column.slice(start, end).buffer).equals(Buffer.from(ROWS.slice(start, end).buffer)), `rows ${start} … ${end}`);
      column.slice(0, 10).fill(1);
      assert.equal(column.at(1), 7, 'a slice is a copy');
      for (const row of [-1, 90_000, NaN, Infinity]) assert.throws(() => column.at(row), /Broken promise: rows/);
      for (const [start, end] of [[-1, 1], [2, 1], [0, 90_001], [NaN, 1], [0, NaN]] as const) assert.throws(() => column.slice(start, end), /Broken promise: rows/);
      file.close();
    });
  });
});
