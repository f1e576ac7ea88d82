/** Pages from the disk, each verified against the page table. */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import { assert } from '../base/assert.ts';
import type { ColumnType } from '../base/numberColumn.ts';
import { readable } from '../base/readable.ts';
import { checksumOf } from './checksum.ts';
import { rowBytesOf } from './columnTypes.ts';
import { readFully } from './disk.ts';
import { PAGE_BYTES, PAGE_WORDS, pagesFor, UNIT_BYTES } from './layout.ts';

/** What is read and then verified in one go: fits the cache of a core. */
const BLOCK_PAGES = 16;
const UNITS_A_PAGE = PAGE_BYTES / UNIT_BYTES;

/** Where a column is: its pages follow each other in the page table. */
export interface ColumnPlace {
  readonly type: ColumnType;
  readonly rowCount: number;
  readonly firstPage: number;
}

/** The bytes of an open file. Errors: fileNotReadable; damagedIndex when it ends too early. */
export interface PageSource {
  readonly fileBytes: Bytes;
  read(byteOffset: ByteOffset, byteCount: Bytes): Uint8Array;
  readInto(target: Uint8Array, byteOffset: ByteOffset): void;
  close(): void;
}

/** Errors: fileNotReadable. */
export function openPageSource(path: string): PageSource {
  let file: number | null = readable(path, () => {
    // Asked first: opening a pipe would wait for whoever writes into it.
    if (!statSync(path).isFile()) throw new HeaplineError('fileNotReadable', `${path} is not a file`);
    return openSync(path, 'r');
  });
  const readInto = (target: Uint8Array, byteOffset: ByteOffset): void => {
    assert(file !== null, 'a closed file is not read');
    const open = file;
    const readBytes = readable(path, () => readFully(open, target, byteOffset));
    if (readBytes < target.length) throw new HeaplineError('damagedIndex', `the index ends at byte ${byteOffset + readBytes}`, { byteOffset: byteOffset + readBytes });
  };
  return {
    fileBytes: fstatSync(file).size,
    readInto,
    read(byteOffset, byteCount) {
      const bytes = new Uint8Array(byteCount);
      readInto(bytes, byteOffset);
      return bytes;
    },
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

/** Errors of both: fileNotReadable, damagedIndex. */
export interface PageReader {
  /** Fills the front of `target` with the page, which may be shorter. */
  readPage(page: number, target: Uint8Array): void;
  /** Fills memory with so many bytes of one column, from the start of the page on. */
  readPages(firstPage: number, memory: ArrayBufferLike, byteOffset: ByteOffset, byteCount: Bytes): void;
}

export function createPageReader(source: PageSource, pageTable: Uint32Array, columns: readonly ColumnPlace[]): PageReader {
  const bytesByShortPage = new Map<number, Bytes>();
  for (const { type, rowCount, firstPage } of columns) {
    const restBytes = (rowCount * rowBytesOf(type)) % PAGE_BYTES;
    if (restBytes > 0) bytesByShortPage.set(firstPage + pagesFor(type, rowCount) - 1, restBytes);
  }
  const unitOf = (page: number): number => pageTable[page * PAGE_WORDS]!;

  /** Reads pages that follow each other in the file as well. */
  const readBlock = (firstPage: number, block: Uint8Array): void => {
    const blockByteOffset = unitOf(firstPage) * UNIT_BYTES;
    source.readInto(block, blockByteOffset);
    for (let start = 0, page = firstPage; start < block.length; start += PAGE_BYTES, page++) {
      if (checksumOf(block.subarray(start, start + PAGE_BYTES)) === pageTable[page * PAGE_WORDS + 1]) continue;
      throw new HeaplineError('damagedIndex', `the page at byte ${blockByteOffset + start} of the index is not what was written`, { byteOffset: blockByteOffset + start });
    }
  };
  return {
    readPage: (page, target) => readBlock(page, target.subarray(0, bytesByShortPage.get(page) ?? PAGE_BYTES)),
    readPages(firstPage, memory, byteOffset, byteCount) {
      const endPage = firstPage + Math.ceil(byteCount / PAGE_BYTES);
      for (let page = firstPage; page < endPage; ) {
        let pageCount = 1;
        while (pageCount < BLOCK_PAGES && page + pageCount < endPage && unitOf(page + pageCount) === unitOf(page) + pageCount * UNITS_A_PAGE) pageCount++;
        const start = (page - firstPage) * PAGE_BYTES;
        readBlock(page, new Uint8Array(memory, byteOffset + start, Math.min(pageCount * PAGE_BYTES, byteCount - start)));
        page += pageCount;
      }
    },
  };
}
