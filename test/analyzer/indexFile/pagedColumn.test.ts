/** Columns by rows: in memory and in a file they answer alike, and rows that nobody has are our mistake. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { createColumnFile } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import { memoryColumn, type PagedColumn } from '../../../analyzer/src/indexFile/pagedColumn.ts';
import { FORMAT, inFolder } from './tempFolder.ts';

const ROWS = Uint16Array.from({ length: 90_000 }, (_, row) => row * 7);

describe('paged columns', () => {
  const kinds: [string, (folder: string) => PagedColumn<Uint16Array>][] = [
    ['in memory', () => memoryColumn(ROWS)],
    ['in shared memory', () => memoryColumn(shared(ROWS))],
    ['in a file', inFile],
  ];
  for (const [what, make] of kinds) {
    it(`${what}: every row, any stretch, and no others`, () => {
      inFolder((folder) => {
        const column = make(folder);
        assert.equal(column.length, ROWS.length);
        for (let row = 0; row < ROWS.length; row++) if (column.at(row) !== ROWS[row]) assert.fail(`row ${row}`);
        const ends = [0, 1, 2, 32_767, 32_768, 32_769, 39_999, 40_000, 40_001, 65_536, 89_999, 90_000];
        for (const start of ends) for (const end of ends) if (start <= end) assert.ok(Buffer.from(column.slice(start, end).buffer).equals(Buffer.from(ROWS.slice(start, end).buffer)), `rows ${start} … ${end}`);
        column.slice(0, 10).fill(1);
        assert.equal(column.at(1), 7, 'a slice is a copy');
        for (const row of [-1, 90_000, NaN, Infinity]) assert.throws(() => column.at(row), /Broken promise: rows/);
        for (const [start, end] of [[-1, 1], [2, 1], [0, 90_001], [NaN, 1], [0, NaN]] as const) assert.throws(() => column.slice(start, end), /Broken promise: rows/);
      });
    });
  }
});

function shared(rows: Uint16Array): Uint16Array {
  const copy = new Uint16Array(new SharedArrayBuffer(rows.byteLength));
  copy.set(rows);
  return copy;
}

function inFile(folder: string): PagedColumn<Uint16Array> {
  const path = join(folder, 'a.index');
  const writer = createColumnFile(path, FORMAT);
  writer.add('a', ROWS);
  writer.finish({});
  const file = openColumnFile(path, FORMAT);
  const column = file.paged('a', 'uint16');
  after(() => file.close());
  return column;
}
