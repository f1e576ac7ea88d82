/** Columns and files above 4 GiB, with holes where zeros are, so that they cost neither disk nor time. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { checksumOf } from '../../../analyzer/src/indexFile/checksum.ts';
import { openAppender, type ColumnPart, type SharedColumnFile } from '../../../analyzer/src/indexFile/columnAppender.ts';
import { openColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { createColumnFile } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import { createRows, rowBytesOf, type ColumnOf, type ColumnType } from '../../../analyzer/src/indexFile/columnTypes.ts';
import { FORMAT, inFolder } from './tempFolder.ts';

const GIB = 2 ** 30;
const PAGE_BYTES = 65_536;
const UNIT_BYTES = 64;

describe('columns above 4 GiB', () => {
  it('are read at both ends and in the middle, by row and by stretch', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const writer = createColumnFile(path, FORMAT);
      writer.adopt('sizes', [zerosBetween(writer.share(), 'float64', Float64Array.of(1.5), 5 * GIB, Float64Array.of(2.5, 3.5))]);
      // More rows than 32 bits count, and in two parts.
      writer.adopt('bytes', [zerosBetween(writer.share(), 'uint8', Uint8Array.of(7), 5 * GIB, Uint8Array.of(8)), zerosBetween(writer.share(), 'uint8', Uint8Array.of(9), PAGE_BYTES, Uint8Array.of(10, 11))]);
      writer.add('after', Uint32Array.of(1, 2, 3));
      writer.finish({});

      const { size, blocks } = fs.statSync(path);
      assert.ok(size > 10 * GIB, `${size} bytes`);
      if (process.platform === 'linux') assert.ok(blocks * 512 < 8_000_000, `${blocks * 512} bytes on the disk`);
      const file = openColumnFile(path, FORMAT);
      const sizes = file.paged('sizes', 'float64');
      assert.equal(sizes.length, (PAGE_BYTES + 5 * GIB) / 8 + 2);
      assert.deepEqual([sizes.at(0), sizes.at(1), sizes.at((4.5 * GIB) / 8), sizes.at(sizes.length - 2), sizes.at(sizes.length - 1)], [1.5, 0, 0, 2.5, 3.5]);
      assert.deepEqual([...sizes.slice(sizes.length - 3, sizes.length)], [0, 2.5, 3.5]);
      assert.equal(sizes.slice(sizes.length - 300_000, sizes.length).reduce((sum, value) => sum + value, 0), 6);
      const bytes = file.paged('bytes', 'uint8');
      const seam = PAGE_BYTES + 5 * GIB + 1;
      assert.equal(bytes.length, seam + 2 * PAGE_BYTES + 2);
      assert.equal(file.rowCount('bytes'), bytes.length);
      assert.deepEqual([bytes.at(0), bytes.at(4 * GIB + 5), bytes.at(seam - 1), bytes.at(seam), bytes.at(seam + 1)], [7, 0, 8, 9, 0]);
      assert.deepEqual([...bytes.slice(seam - 2, seam + 2)], [0, 8, 9, 0]);
      assert.deepEqual([...bytes.slice(bytes.length - 3, bytes.length)], [0, 10, 11]);
      assert.deepEqual([...file.read('after', 'uint32')], [1, 2, 3]);
      file.close();
    });
  });

  it('the damage of a page above 4 GiB is found, and its place said', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const writer = createColumnFile(path, FORMAT);
      const shared = writer.share();
      leaveHole(shared, 6 * GIB);
      writer.add('a', Uint32Array.of(1, 2, 3));
      writer.finish({});
      const byteOffset = 6 * GIB + UNIT_BYTES;
      const file = fs.openSync(path, 'r+');
      fs.writeSync(file, Uint8Array.of(9), 0, 1, byteOffset + 4);
      fs.closeSync(file);
      const opened = openColumnFile(path, FORMAT);
      assert.throws(() => opened.read('a', 'uint32'), { code: 'damagedIndex', byteOffset });
      opened.close();
    });
  });

  it('a file that would grow above what places can say is refused', () => {
    inFolder((folder) => {
      const writer = createColumnFile(join(folder, 'a.index'), FORMAT);
      leaveHole(writer.share(), 256 * GIB - 1000 * UNIT_BYTES);
      const column = writer.begin('a', 'uint8');
      column.append(new Uint8Array(PAGE_BYTES));
      assert.throws(() => column.end(), { code: 'diskFull', message: /grow above 274877906944 bytes/ });
      assert.deepEqual(fs.readdirSync(folder), []);
    });
  });
});

/** A page that begins with `head`, then so many bytes of zeros, then `tail`. */
function zerosBetween<Type extends ColumnType>(shared: SharedColumnFile, type: Type, head: ColumnOf<Type>, zeroBytes: number, tail: ColumnOf<Type>): ColumnPart {
  const write = (rows: ColumnOf<Type>): ColumnPart => {
    const appender = openAppender(shared, type);
    appender.append(rows);
    return appender.end();
  };
  const rowsAPage = PAGE_BYTES / rowBytesOf(type);
  const firstRows = createRows(type, rowsAPage, ArrayBuffer);
  firstRows.set(head as ArrayLike<number>);
  const first = write(firstRows);
  const holeUnit = leaveHole(shared, zeroBytes);
  const last = write(tail);
  const zeroChecksum = checksumOf(new Uint8Array(PAGE_BYTES));
  const zeroPages = zeroBytes / PAGE_BYTES;
  const hole = Uint32Array.from({ length: zeroPages * 2 }, (_, word) => (word % 2 === 0 ? holeUnit + (word / 2) * (PAGE_BYTES / UNIT_BYTES) : zeroChecksum));
  return { type, rowCount: (1 + zeroPages) * rowsAPage + tail.length, pages: Uint32Array.from([...first.pages, ...hole, ...last.pages]) };
}

/** Room that nobody writes to; returns its first unit. */
function leaveHole({ nextUnit }: SharedColumnFile, bytes: number): number {
  return Atomics.add(nextUnit, 0, bytes / UNIT_BYTES);
}
