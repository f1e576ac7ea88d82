/** Columns come out of a file as they went in, however they were written and however they are read. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { COLUMN_TYPES, type ColumnType, type TypedColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { openColumnFile, type ColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { createColumnFile } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import { createRows } from '../../../analyzer/src/indexFile/columnTypes.ts';
import { FORMAT, inFolder, randomNumbers, withFs } from './tempFolder.ts';

const PAGE_BYTES = 65_536;
const TYPES = Object.keys(COLUMN_TYPES) as ColumnType[];

describe('column file', () => {
  it('keeps columns of every kind and length, and the meta', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const columns = new Map<string, [ColumnType, TypedColumn]>();
      for (const type of TYPES) {
        const rowsAPage = PAGE_BYTES / createRows(type, 1, ArrayBuffer).BYTES_PER_ELEMENT;
        for (const rowCount of [0, 1, rowsAPage - 1, rowsAPage, rowsAPage + 1, /* more than is collected */ 4 * rowsAPage + 3, /* more than a block */ 17 * rowsAPage + 5]) {
          columns.set(`${type} × ${rowCount}`, [type, filled(type, rowCount, rowCount)]);
        }
      }
      const writer = createColumnFile(path, FORMAT);
      for (const [name, [, column]] of columns) writer.add(name, column);
      const meta = { 'naïve "name"\u2028': [1, null, 'ü😀'], nested: { bytes: 2 ** 53 - 1 } };
      writer.finish(meta);
      assert.deepEqual(fs.readdirSync(folder), ['a.index']);
      using(openColumnFile(path, FORMAT, { keptPages: 2 }), (file) => {
        assert.deepEqual(file.meta, meta);
        for (const [name, [type, column]] of columns) checkColumn(file, name, type, column);
        assert.ok(!file.has('uint8'));
        assert.ok(file.has('uint8 × 0'));
      });
    });
  });

  it('keeps extreme values', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const columns = [Uint8Array.of(0, 255), Uint16Array.of(0, 65_535), Uint32Array.of(0, 0xffffffff), Int32Array.of(-(2 ** 31), -1, 2 ** 31 - 1), Float64Array.of(-0, NaN, Infinity, 2 ** 53, Number.MIN_VALUE)];
      const writer = createColumnFile(path, FORMAT);
      columns.forEach((column, index) => writer.add(TYPES[index]!, column));
      writer.finish(null);
      using(openColumnFile(path, FORMAT), (file) => {
        assert.equal(file.meta, null);
        columns.forEach((column, index) => checkColumn(file, TYPES[index]!, TYPES[index]!, column));
      });
    });
  });

  it('takes many columns in turns, in pieces of any size, from memory that is used again', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const random = randomNumbers(7);
      const writer = createColumnFile(path, FORMAT);
      const started = TYPES.flatMap((type) => [0, 1].map((copy) => ({ type, name: `${type} ${copy}`, appender: writer.begin(`${type} ${copy}`, type), rows: [] as number[] })));
      const scratchByType = new Map(TYPES.map((type) => [type, createRows(type, 120_000, ArrayBuffer)]));
      for (let turn = 0; turn < 120; turn++) {
        const { type, appender, rows } = started[random(started.length)]!;
        const start = random(4);
        const piece = scratchByType.get(type)!.subarray(start, start + random(turn % 10 === 0 ? 100_000 : 3_000));
        for (let row = 0; row < piece.length; row++) piece[row] = random(0xffffffff);
        appender.append(piece);
        for (const value of piece) rows.push(value);
        piece.fill(17);
      }
      for (const { appender } of started) appender.end();
      writer.finish({});
      using(openColumnFile(path, FORMAT, { keptPages: 3 }), (file) => {
        for (const { type, name, rows } of started) checkColumn(file, name, type, createRows(type, rows.length, ArrayBuffer).map((_, row) => rows[row]!));
      });
      const rowBytes = started.reduce((sum, { rows, type }) => sum + rows.length * createRows(type, 1, ArrayBuffer).BYTES_PER_ELEMENT, 0);
      const { size } = fs.statSync(path);
      assert.ok(size < rowBytes * 1.001 + 4096, `${size} bytes for ${rowBytes} bytes of rows: no room is kept free`);
    });
  });

  it('goes without a column that was given up', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const writer = createColumnFile(path, FORMAT);
      const [kept, given] = [writer.begin('kept', 'uint32'), writer.begin('given', 'uint32')];
      const rows = filled('uint32', 100_000, 4) as Uint32Array;
      given.append(rows);
      kept.append(rows);
      given.abandon();
      given.abandon();
      kept.end();
      kept.abandon();
      writer.finish({});
      using(openColumnFile(path, FORMAT), (file) => {
        assert.ok(!file.has('given'));
        checkColumn(file, 'kept', 'uint32', rows);
      });
    });
  });

  it('columns that are read can be shared between threads', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      write(path, { a: Uint32Array.of(1, 2, 3) });
      using(openColumnFile(path, FORMAT), (file) => assert.ok(file.read('a', 'uint32').buffer instanceof SharedArrayBuffer));
    });
  });

  it('reads no rows when it is opened, and a page that is kept once', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      write(path, { a: filled('uint32', 1_000_000, 1), b: filled('float64', 100_000, 2) });
      let readBytes = 0;
      withFs('readSync', (real) => (...call: Parameters<typeof real>) => {
        const count = real(...call);
        readBytes += count;
        return count;
      }, () => {
        const file = openColumnFile(path, FORMAT, { keptPages: 4 });
        assert.ok(readBytes < 2000, `${readBytes} bytes to open`);
        const [a, b] = [file.paged('a', 'uint32'), file.paged('b', 'float64')];
        const opened = readBytes;
        for (let round = 0; round < 100; round++) for (const row of [0, 16_384, 999_999]) void (a.at(row) + b.at(0));
        const lastPageBytes = 4_000_000 % PAGE_BYTES;
        assert.equal(readBytes - opened, 3 * PAGE_BYTES + lastPageBytes);
        b.at(99_999); // pushes a page out
        a.slice(500_000, 500_010);
        for (let row = 0; row < 16_384; row++) a.at(row);
        assert.ok(readBytes - opened <= 8 * PAGE_BYTES);
        file.close();
      });
    });
  });

  it('a page that is asked for again and again stays while others pass', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      write(path, { a: filled('uint32', 1_000_000, 1) });
      let reads = 0;
      using(openColumnFile(path, FORMAT, { keptPages: 4 }), (file) => {
        const column = file.paged('a', 'uint32');
        withFs('readSync', (real) => (...call: Parameters<typeof real>) => (reads++, real(...call)), () => {
          for (let page = 1; page < 61; page++) {
            column.at(0);
            column.at(page * 16_384);
            column.at(1);
          }
        });
      });
      assert.equal(reads, 61);
    });
  });

  it('replaces an older file, which stays readable for those who have it open', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      write(path, { a: Uint8Array.of(1) });
      using(openColumnFile(path, FORMAT), (old) => {
        write(path, { a: Uint8Array.of(2) });
        assert.deepEqual([...old.read('a', 'uint8')], [1]);
      });
      using(openColumnFile(path, FORMAT), (file) => assert.deepEqual([...file.read('a', 'uint8')], [2]));
    });
  });

  it('is for its user alone', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      write(path, {});
      if (process.platform !== 'win32') assert.equal(fs.statSync(path).mode & 0o777, 0o600);
    });
  });
});

function checkColumn(file: ColumnFile, name: string, type: ColumnType, expected: TypedColumn): void {
  assert.equal(file.rowCount(name), expected.length, name);
  const whole = file.read(name, type);
  assert.equal(whole.constructor, expected.constructor);
  assertSameRows(whole, expected, name);
  const paged = file.paged(name, type);
  assert.equal(paged.length, expected.length);
  assertSameRows(paged.slice(0, expected.length), expected, name);
  const random = randomNumbers(expected.length);
  for (let check = 0; check < 40 && expected.length > 0; check++) {
    const row = check < 2 ? [0, expected.length - 1][check]! : random(expected.length);
    assert.equal(paged.at(row), expected[row], `${name} row ${row}`);
    const end = row + random(Math.min(expected.length - row + 1, 50));
    assertSameRows(paged.slice(row, end), expected.subarray(row, end), `${name} rows ${row} … ${end}`);
  }
}

function assertSameRows(actual: TypedColumn, expected: TypedColumn, what: string): void {
  const bytes = (rows: TypedColumn): Buffer => Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
  assert.ok(bytes(actual).equals(bytes(expected)), what);
}

function filled(type: ColumnType, rowCount: number, seed: number): TypedColumn {
  const random = randomNumbers(seed + 99);
  return createRows(type, rowCount, ArrayBuffer).map(() => random(0xffffffff));
}

function write(path: string, columns: Record<string, TypedColumn>): void {
  const writer = createColumnFile(path, FORMAT);
  for (const [name, column] of Object.entries(columns)) writer.add(name, column);
  writer.finish({});
}

function using(file: ColumnFile, use: (file: ColumnFile) => void): void {
  try {
    use(file);
  } finally {
    file.close();
  }
}
