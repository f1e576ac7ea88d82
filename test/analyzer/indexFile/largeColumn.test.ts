/** Columns and files above 4 GiB, with holes where zeros are, so that they cost neither disk nor time. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { typeOf, type TypedColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { checksumOf } from '../../../analyzer/src/indexFile/checksum.ts';
import { takeRoom } from '../../../analyzer/src/indexFile/columnAppender.ts';
import { openColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { bytesOf, rowBytesOf } from '../../../analyzer/src/indexFile/columnTypes.ts';
import { encodeHeader, HEADER_BYTES, MAX_UNITS, PAGE_BYTES, UNIT_BYTES } from '../../../analyzer/src/indexFile/layout.ts';
import { FORMAT, inFolder } from './tempFolder.ts';

const GIB = 2 ** 30;

describe('columns above 4 GiB', () => {
  it('are read at both ends and in the middle, by row and by stretch', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      writeSparse(path, [
        { name: 'sizes', head: Float64Array.of(1.5), zeroBytes: 5 * GIB, tail: Float64Array.of(2.5, 3.5) },
        { name: 'bytes', head: Uint8Array.of(7), zeroBytes: 5 * GIB, tail: Uint8Array.of(10, 11) }, // more rows than 32 bits count
        { name: 'after', head: Uint32Array.of(4), zeroBytes: 0, tail: Uint32Array.of(1, 2, 3) },
      ]);
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
      assert.equal(bytes.length, PAGE_BYTES + 5 * GIB + 2);
      assert.equal(file.rowCount('bytes'), bytes.length);
      assert.deepEqual([bytes.at(0), bytes.at(4 * GIB + 5), bytes.at(bytes.length - 1)], [7, 0, 11]);
      assert.deepEqual([...bytes.slice(bytes.length - 3, bytes.length)], [0, 10, 11]);
      assert.deepEqual([...file.read('after', 'uint32').subarray(PAGE_BYTES / 4)], [1, 2, 3]);
      file.close();
    });
  });

  it('the damage of a page above 4 GiB is found, and its place said', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const placeOf = writeSparse(path, [
        { name: 'before', head: Uint8Array.of(1), zeroBytes: 6 * GIB, tail: Uint8Array.of(2) },
        { name: 'a', head: Uint32Array.of(1, 2, 3), zeroBytes: 0, tail: Uint32Array.of(4) },
      ]);
      const byteOffset = placeOf.get('a')!;
      assert.ok(byteOffset > 6 * GIB);
      const file = fs.openSync(path, 'r+');
      fs.writeSync(file, Uint8Array.of(9), 0, 1, byteOffset + 4);
      fs.closeSync(file);
      const opened = openColumnFile(path, FORMAT);
      assert.throws(() => opened.read('a', 'uint32'), { code: 'damagedIndex', byteOffset });
      opened.close();
    });
  });

  it('a file that would grow above what places can say is refused', () => {
    const target = { file: -1, partPath: 'a.index.part', nextUnit: MAX_UNITS - 1000 };
    assert.equal(takeRoom(target, 1000 * UNIT_BYTES - 1), (MAX_UNITS - 1000) * UNIT_BYTES);
    assert.throws(() => takeRoom(target, 1), { code: 'diskFull', message: /grow above 274877906944 bytes/ });
  });
});

/** A page that begins with `head`, then so many bytes of zeros, then `tail`. */
interface SparseColumn {
  readonly name: string;
  readonly head: TypedColumn;
  readonly zeroBytes: number;
  readonly tail: TypedColumn;
}

/** Writes a column file as the writer would, but for the zeros, which nobody writes; returns where each column begins. */
function writeSparse(path: string, columns: readonly SparseColumn[]): Map<string, number> {
  const zeroChecksum = checksumOf(new Uint8Array(PAGE_BYTES));
  const placeOf = new Map<string, number>();
  const pages: number[] = [];
  const file = fs.openSync(path, 'w');
  let byteOffset = HEADER_BYTES;
  const put = (bytes: Uint8Array): void => {
    fs.writeSync(file, bytes, 0, bytes.length, byteOffset);
    pages.push(byteOffset / UNIT_BYTES, checksumOf(bytes));
    byteOffset += Math.ceil(bytes.length / UNIT_BYTES) * UNIT_BYTES;
  };
  for (const { name, head, zeroBytes, tail } of columns) {
    placeOf.set(name, byteOffset);
    const firstPage = new Uint8Array(PAGE_BYTES);
    firstPage.set(bytesOf(head));
    put(firstPage);
    for (const end = byteOffset + zeroBytes; byteOffset < end; byteOffset += PAGE_BYTES) pages.push(byteOffset / UNIT_BYTES, zeroChecksum);
    put(bytesOf(tail));
  }
  const rowCountOf = ({ head, zeroBytes, tail }: SparseColumn): number => (PAGE_BYTES + zeroBytes) / rowBytesOf(typeOf(head)) + tail.length;
  const json = new TextEncoder().encode(JSON.stringify({ meta: {}, columns: columns.map((column) => ({ name: column.name, type: typeOf(column.head), rowCount: rowCountOf(column) })) }));
  const table = bytesOf(Uint32Array.from(pages));
  const header = { tableByteOffset: byteOffset, pageCount: pages.length / 2, directoryBytes: json.length, tableChecksum: checksumOf(table), directoryChecksum: checksumOf(json) };
  fs.writeSync(file, Buffer.concat([table, json]), 0, table.length + json.length, byteOffset);
  fs.writeSync(file, encodeHeader(FORMAT, header), 0, HEADER_BYTES, 0);
  fs.closeSync(file);
  return placeOf;
}
