/** Columns on disk say what columns in memory say: in whole, by the page, and by the slice. */
import assert from 'node:assert/strict';
import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { createMemorySink } from '../../../analyzer/src/base/memorySink.ts';
import { isInMemory, type ColumnSource, type PagedRows, type TypedColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { createPagedColumn, loadColumn, openColumn } from '../../../analyzer/src/columnFile/pagedColumn.ts';
import { openScratchFile, type ScratchFile } from '../../../analyzer/src/columnFile/scratchFile.ts';
import { createColumnStore } from '../../../analyzer/src/columnFile/storedColumn.ts';

const PAGE_ROWS = 1 << 14;
let scratch: ScratchFile;
beforeEach(() => {
  scratch = openScratchFile()!;
});
afterEach(() => scratch.close());

const storeAll = (...columns: TypedColumn[]): PagedRows[] => {
  const { store } = createColumnStore(scratch.reserve(columns.reduce((sum, { byteLength }) => sum + byteLength + 8, 0)));
  return columns.map((column) => store(column) as PagedRows);
};

describe('a stored column', () => {
  const length = 3 * PAGE_ROWS + 5;
  const columns: TypedColumn[] = [Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array].map((kind) => new kind(Array.from({ length }, (_, row) => (row * 2_654_435_761 - 5e9) / (kind === Float64Array ? 3 : 1))));

  for (const [index, expected] of columns.entries()) {
    it(`of ${expected.constructor.name} reads as it was written`, () => {
      const source = storeAll(...columns)[index]!;
      assert.deepEqual(loadColumn(source), expected);
      const column = openColumn(source);
      assert.equal(column.length, length);
      for (const row of [0, PAGE_ROWS - 1, PAGE_ROWS, 3 * PAGE_ROWS, length - 1, 1]) assert.equal(column.at(row), expected[row], `row ${row}`);
      assert.deepEqual(column.slice(PAGE_ROWS - 3, 2 * PAGE_ROWS + 3), expected.slice(PAGE_ROWS - 3, 2 * PAGE_ROWS + 3));
      assert.equal(column.slice(7, 7).length, 0);
    });
  }

  it('of no rows has none', () => {
    const [source] = storeAll(new Uint32Array(0));
    assert.equal(openColumn(source!).length, 0);
    assert.equal(loadColumn(source!).length, 0);
  });

  it('takes only its view of a larger buffer', () => {
    const [source] = storeAll(Uint32Array.of(1, 2, 3, 4, 5).subarray(1, 4));
    assert.deepEqual([...loadColumn(source!)], [2, 3, 4]);
  });

  it('is left in memory where it is', () => {
    const column = Uint32Array.of(3, 4);
    assert.equal(loadColumn(column), column);
    assert.deepEqual([openColumn(column).at(1), openColumn(column).length, [...openColumn(column).slice(0, 2)]], [4, 2, [3, 4]]);
  });
});

describe('a column of many pages', () => {
  const pages = 40; // more than are kept
  const rows = Uint32Array.from({ length: pages * PAGE_ROWS + 100 }, (_, row) => Math.imul(row, 2_654_435_761) >>> 0);

  it('gives each row, in whatever order they are asked for', () => {
    const column = openColumn(storeAll(rows)[0]!);
    let row = 0;
    for (let step = 0; step < 20_000; step++) {
      row = (row + 1_000_003) % rows.length;
      if (column.at(row) !== rows[row]) assert.fail(`row ${row} is ${column.at(row)} instead of ${rows[row]}`);
    }
    // The last page is short, and takes the place of others.
    for (let page = 0; page <= pages; page++) for (const at of [page * PAGE_ROWS, rows.length - 1]) assert.equal(column.at(at), rows[at]);
  });

  it('keeps what was read apart from what is read later', () => {
    const column = openColumn(storeAll(rows)[0]!);
    const slice = column.slice(0, 10);
    for (let page = 0; page < pages; page++) column.at(page * PAGE_ROWS);
    assert.deepEqual(slice, rows.slice(0, 10));
  });
});

describe('a column in several stretches', () => {
  it('goes on from one to the next', () => {
    const piece = (first: number, length: number): Uint32Array => Uint32Array.from({ length }, (_, row) => first + row);
    const [c, a, empty, b] = storeAll(piece(50_007, 3), piece(0, 50_000), piece(0, 0), piece(50_000, 7));
    const source: PagedRows = { ...a!, length: 50_010, stretches: [a, empty, b, c].flatMap((part) => part!.stretches) };
    assert.deepEqual(loadColumn(source), piece(0, 50_010));
    const column = createPagedColumn(source);
    for (const row of [0, 49_999, 50_000, 50_006, 50_007, 50_009]) assert.equal(column.at(row), row);
    assert.deepEqual(column.slice(49_998, 50_009), piece(49_998, 11));
    assert.deepEqual(column.slice(50_001, 50_003), piece(50_001, 2));
  });
});

describe('a sink', () => {
  const rows = Uint32Array.from({ length: 200_000 }, (_, row) => row * 7);
  for (const [where, makeSink] of [
    ['memory', createMemorySink],
    ['a file', (maxRows: number) => createColumnStore(scratch.reserve(4 * maxRows)).sink(maxRows)],
  ] as const) {
    it(`in ${where} gives all rows in order, however they come`, () => {
      for (const pieceRows of [1000, 65_536, 65_537, 200_000]) {
        const sink = makeSink(rows.length);
        const piece = new Uint32Array(pieceRows);
        for (let from = 0; from < rows.length; from += pieceRows) {
          const count = Math.min(pieceRows, rows.length - from);
          piece.set(rows.subarray(from, from + count));
          sink.append(piece.subarray(0, count));
          piece.fill(9); // what was appended may be overwritten
        }
        const source: ColumnSource = sink.finish();
        assert.equal(isInMemory(source), where === 'memory');
        assert.deepEqual(Buffer.from(loadColumn(source).buffer, 0, rows.byteLength), Buffer.from(rows.buffer));
        assert.equal(source.length, rows.length);
      }
    });

    it(`in ${where} may stay empty`, () => assert.equal(makeSink(10).finish().length, 0));
  }

  it('beside another in one region does not write over it', () => {
    const store = createColumnStore(scratch.reserve(4 * 30));
    const sinks = [store.sink(9), store.sink(10)] as const;
    sinks[0].append(Uint32Array.from({ length: 9 }, () => 1));
    sinks[1].append(Uint32Array.from({ length: 10 }, () => 2));
    const third = store.store(Uint32Array.of(3, 3));
    assert.deepEqual([...sinks.map((sink) => [...loadColumn(sink.finish())]), [...loadColumn(third)]], [Array(9).fill(1), Array(10).fill(2), [3, 3]]);
  });
});

describe('a scratch file', () => {
  it('gives regions that do not touch', () => {
    const regions = [1, 4096, 4097, 0, 8].map((bytes) => ({ bytes, ...scratch.reserve(bytes) }));
    for (const [index, { byteOffset, bytes, file }] of regions.entries()) {
      assert.equal(file, scratch.file);
      assert.equal(byteOffset % 8, 0);
      if (index > 0) assert.ok(byteOffset >= regions[index - 1]!.byteOffset + regions[index - 1]!.bytes);
      assert.ok(bytes >= 0);
    }
  });

  it('is nobody else\'s, and has no name where the system allows it', function () {
    const { mode, nlink } = fstatSync(scratch.file);
    assert.equal(mode & 0o077, 0);
    if (process.platform !== 'win32') assert.equal(nlink, 0);
  });

  it('ends: what was in it cannot be read any more', () => {
    const other = openScratchFile()!;
    const source = createColumnStore(other.reserve(8)).store(Uint32Array.of(1, 2));
    const column = openColumn(source);
    other.close();
    assert.throws(() => column.at(0), { code: 'fileNotReadable', message: /EBADF/ });
  });

  it('ends once, also when its number is another file by then', () => {
    const other = openScratchFile()!;
    other.close();
    const later = openSync(__filename, 'r');
    assert.equal(later, other.file, 'the system gives the smallest free number');
    other.close();
    assert.ok(fstatSync(later).isFile());
    closeSync(later);
  });
});

describe('columns on a disk that fails', () => {
  it('say that they end too early', () => {
    const [source] = storeAll(new Uint32Array(PAGE_ROWS * 2));
    ftruncateSync(scratch.file, source!.stretches[0]!.byteOffset + 4 * PAGE_ROWS + 2);
    const column = openColumn(source!);
    assert.equal(column.at(0), 0);
    assert.throws(() => column.at(PAGE_ROWS), { code: 'fileNotReadable', message: /end too early/ });
    assert.throws(() => loadColumn(source!), { code: 'fileNotReadable' });
    assert.equal(column.at(1), 0, 'what can be read is read all the same');
  });

  it('say that they cannot be written, and why', function () {
    const readOnly = openSync(__filename, 'r');
    assert.throws(() => createColumnStore({ file: readOnly, byteOffset: 0 }).store(Uint32Array.of(1)), { code: 'fileNotWritable', message: /EBADF/ });
    closeSync(readOnly);
  });

  if (process.platform === 'linux') it('say that the disk is full', () => {
    const full = openSync('/dev/full', 'r+');
    try {
      assert.throws(() => createColumnStore({ file: full, byteOffset: 0 }).store(Uint32Array.of(1)), { code: 'diskFull', message: /ENOSPC/ });
    } finally {
      closeSync(full);
    }
  });
});
