/** A column file that is not as it was written gives a typed error or the right rows: never wrong ones, never a crash. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { openColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { checksumOf } from '../../../analyzer/src/indexFile/checksum.ts';
import { createColumnFile } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import type { ColumnType } from '../../../analyzer/src/base/numberColumn.ts';
import { encodeHeader } from '../../../analyzer/src/indexFile/layout.ts';
import { FORMAT, inFolder, randomNumbers } from './tempFolder.ts';

const TYPES: Record<string, ColumnType> = { bytes: 'uint8', words: 'uint32', sizes: 'float64', empty: 'uint16' };
const HEADER_BYTES = 64;

describe('a damaged column file', () => {
  let good: Uint8Array;
  let answer: string;

  before(() => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const random = randomNumbers(5);
      const writer = createColumnFile(path, FORMAT);
      writer.add('bytes', new Uint8Array(70_003).map(() => random(256)));
      writer.add('words', new Uint32Array(20_001).map(() => random(0xffffffff)));
      writer.add('sizes', new Float64Array(3).map(() => random(0xffffffff)));
      writer.add('empty', new Uint16Array(0));
      writer.finish({ capture: 'x', takenAtMs: 12 });
      good = new Uint8Array(fs.readFileSync(path)); // a Buffer's slice() would not copy
      answer = everythingIn(path, 'whole');
      assert.equal(everythingIn(path, 'paged'), answer);
    });
  });

  const failures = (bytes: Uint8Array): unknown[] =>
    inFolder((folder) => {
      const path = join(folder, 'b.index');
      fs.writeFileSync(path, bytes);
      return (['whole', 'paged'] as const).map((how) => {
        try {
          return everythingIn(path, how) === answer ? 'right' : 'wrong';
        } catch (error) {
          return error instanceof HeaplineError ? error.code : error;
        }
      });
    });

  it('finds every flipped bit of header, page table and directory', () => {
    const { tableByteOffset } = layoutOf(good);
    const unused = (byteOffset: number): boolean => byteOffset >= HEADER_BYTES && byteOffset < tableByteOffset;
    for (let byteOffset = 0; byteOffset < good.length; byteOffset++) {
      if (unused(byteOffset)) continue;
      const bytes = good.slice();
      bytes[byteOffset]! ^= 1 << (byteOffset % 8);
      const expected = byteOffset >= 16 && byteOffset < 24 ? 'staleIndex' : 'damagedIndex';
      assert.deepEqual(failures(bytes), [expected, expected], `byte ${byteOffset}`);
    }
  });

  it('finds flipped bits of rows, wherever they are', () => {
    const random = randomNumbers(11);
    const { tableByteOffset } = layoutOf(good);
    const rowBytes = 70_003 + 20_001 * 4 + 3 * 8;
    let foundCount = 0;
    for (let flip = 0; flip < 200; flip++) {
      const byteOffset = HEADER_BYTES + (flip < 20 ? flip : random(tableByteOffset - HEADER_BYTES));
      const bytes = good.slice();
      bytes[byteOffset]! ^= 1 << random(8);
      const [whole, paged] = failures(bytes);
      assert.equal(whole, paged);
      if (whole === 'damagedIndex') foundCount++;
      else assert.equal(whole, 'right', `byte ${byteOffset}`); // between two columns: at most 63 bytes each
    }
    assert.ok(foundCount > (200 * rowBytes) / (rowBytes + 4 * 63) - 10, `${foundCount} of 200 were found`);
  });

  it('finds what a disk does: blocks lost, exchanged, filled with other things', () => {
    const random = randomNumbers(3);
    for (let round = 0; round < 60; round++) {
      const bytes = good.slice();
      const [from, to] = [random(30) * 4096 + HEADER_BYTES, random(30) * 4096 + HEADER_BYTES];
      if (from === to) continue;
      const block = bytes.slice(from, from + 4096);
      if (round % 3 === 0) bytes.copyWithin(from, to, to + 4096);
      if (round % 3 === 0) bytes.set(block, to);
      else bytes.fill(round % 3 === 1 ? 0 : 0xff, from, from + 4096);
      assert.deepEqual(failures(bytes), ['damagedIndex', 'damagedIndex']);
    }
  });

  it('finds every end that comes too early, and every tail', () => {
    const random = randomNumbers(23);
    const lengths = [0, 1, 15, 16, 63, 64, 65, good.length - 1, ...Array.from({ length: 60 }, () => random(good.length))];
    for (const length of lengths) assert.deepEqual(failures(good.subarray(0, length)), ['damagedIndex', 'damagedIndex'], `${length} bytes`);
    assert.deepEqual(failures(Buffer.concat([good, Buffer.from([0])])), ['damagedIndex', 'damagedIndex']);
  });

  it('says where the damage is', () => {
    inFolder((folder) => {
      const path = join(folder, 'b.index');
      const bytes = good.slice();
      bytes[HEADER_BYTES + 65_536 + 9]! ^= 4;
      fs.writeFileSync(path, bytes);
      assert.throws(() => everythingIn(path, 'whole'), { code: 'damagedIndex', byteOffset: HEADER_BYTES + 65_536 });
    });
  });

  it('tells another version from another file', () => {
    inFolder((folder) => {
      const path = join(folder, 'b.index');
      fs.writeFileSync(path, good);
      assert.throws(() => openColumnFile(path, { ...FORMAT, version: 4 }), { code: 'staleIndex', message: 'the index has version 3 in layout 2 instead of 4 in 2' });
      assert.throws(() => openColumnFile(path, { ...FORMAT, magic: 'TEST COLUMN' }), { code: 'damagedIndex' });
      assert.throws(() => openColumnFile(path, { ...FORMAT, magic: 'TEST COLUMNS!' }), { code: 'damagedIndex' });
    });
  });

  it('does not know columns that are not there, or are of another type', () => {
    inFolder((folder) => {
      const path = join(folder, 'b.index');
      fs.writeFileSync(path, good);
      const file = openColumnFile(path, FORMAT);
      for (const ask of [() => file.read('none', 'uint8'), () => file.paged('none', 'uint8'), () => file.rowCount('none'), () => file.read('words', 'int32'), () => file.paged('__proto__', 'uint8')]) assert.throws(ask, { code: 'damagedIndex' });
      file.close();
      assert.throws(() => file.read('words', 'uint32'), /closed/);
      file.close();
    });
  });

  it('does not believe a directory whose checksums are right', () => {
    const column = { name: 'a', type: 'uint8', rowCount: 1 };
    const page = [1, checksumOf(Uint8Array.of(0))];
    assert.equal(openForged([column], page), 'opens');
    const forgeries: [string, unknown, number[]][] = [
      ['no list', {}, []],
      ['nothing', [null], page],
      ['no name', [{ ...column, name: 7 }], page],
      ['unknown type', [{ ...column, type: 'toString' }], page],
      ['no row count', [{ ...column, rowCount: undefined }], page],
      ['less than no rows', [{ ...column, rowCount: -1 }], page],
      ['half a row', [{ ...column, rowCount: 0.5 }], page],
      ['more rows than numbers', [{ ...column, rowCount: 2 ** 60 }], page],
      ['more rows than pages', [{ ...column, rowCount: 2 ** 40 }], page],
      ['fewer rows than pages', [{ ...column, rowCount: 0 }], page],
      ['rows before the file', [column], [0, 0]],
      ['rows behind the file', [column], [2, 0]],
      ['rows far behind', [column], [0xffffffff, 0]],
      ['rows over the end', [{ ...column, rowCount: 65 }], page],
      ['one name for two', [column, column], [...page, ...page]],
    ];
    for (const [what, columns, pages] of forgeries) assert.equal(openForged(columns, pages), 'damagedIndex', what);
  });

  it('does not follow a header into the void', () => {
    inFolder((folder) => {
      const path = join(folder, 'b.index');
      const headers = [
        { tableByteOffset: NaN }, { tableByteOffset: -64 }, { tableByteOffset: 2 ** 60 }, { tableByteOffset: Infinity }, { tableByteOffset: 0, directoryBytes: 64 },
        { pageCount: 0xffffffff }, { pageCount: 0xffffffff, tableByteOffset: 64 - 0xffffffff * 8 }, { directoryBytes: 0xffffffff }, { directoryBytes: 0xffffffff, tableByteOffset: 64 - 0xffffffff },
      ];
      for (const change of headers) {
        fs.writeFileSync(path, encodeHeader(FORMAT, { tableByteOffset: 64, pageCount: 0, directoryBytes: 0, tableChecksum: 0, directoryChecksum: 0, ...change }));
        assert.throws(() => openColumnFile(path, FORMAT), { code: 'damagedIndex' }, JSON.stringify(change));
      }
    });
  });
});

/** Meta and every row, as text. */
function everythingIn(path: string, how: 'whole' | 'paged'): string {
  const file = openColumnFile(path, FORMAT, { keptPages: 2 });
  try {
    const rows = Object.entries(TYPES).map(([name, type]) => {
      const column = how === 'whole' ? file.read(name, type) : file.paged(name, type).slice(0, file.rowCount(name));
      return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('latin1');
    });
    return JSON.stringify([file.meta, rows]);
  } finally {
    file.close();
  }
}

function layoutOf(bytes: Uint8Array): { tableByteOffset: number } {
  return { tableByteOffset: new DataView(bytes.buffer, bytes.byteOffset).getFloat64(24, true) };
}

/** What comes of a file with 64 bytes of rows and this directory, all checksums right. */
function openForged(columns: unknown, pages: readonly number[]): string {
  return inFolder((folder) => {
    const path = join(folder, 'b.index');
    const json = new TextEncoder().encode(JSON.stringify({ meta: {}, columns }));
    const table = new Uint8Array(Uint32Array.from(pages).buffer);
    const header = { tableByteOffset: 128, pageCount: pages.length / 2, directoryBytes: json.length, tableChecksum: checksumOf(table), directoryChecksum: checksumOf(json) };
    fs.writeFileSync(path, Buffer.concat([encodeHeader(FORMAT, header), new Uint8Array(64), table, json]));
    try {
      openColumnFile(path, FORMAT).close();
      return 'opens';
    } catch (error) {
      assert.ok(error instanceof HeaplineError, String(error));
      return error.code;
    }
  });
}
