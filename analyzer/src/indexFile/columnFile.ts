/**
 * A finished column file, open for reading. Opening it reads header, page table and directory only: 8 bytes of memory for 64 kB of file.
 * Rows are verified against their checksums whenever they come from the disk. Written by `columnFileWriter.ts`.
 */
import { HeaplineError } from '../../protocol/errors.ts';
import { assert } from '../base/assert.ts';
import type { ColumnOf, ColumnType, NumberColumn } from '../base/numberColumn.ts';
import { checksumOf } from './checksum.ts';
import { bytesOf, createRows, rowBytesOf } from './columnTypes.ts';
import { filePagedColumn } from './filePagedColumn.ts';
import { checkHeader, damagedDirectory, decodeDirectory, decodeHeader, HEADER_BYTES, isLittleEndian, pagesFor, PAGE_WORDS, type ColumnFileFormat, type Directory } from './layout.ts';
import { createPagePool, type PagePool } from './pagePool.ts';
import { createPageReader, openPageSource, type ColumnPlace, type PageSource } from './pageReader.ts';

/** Errors while reading, besides those named: fileNotReadable, damagedIndex. */
export interface ColumnFile {
  /** As given to finish(). It is what somebody wrote into a file: check what you use of it. */
  readonly meta: unknown;
  has(name: string): boolean;
  /** Errors: damagedIndex, when there is no such column. */
  rowCount(name: string): number;
  /** The whole column, in memory that worker threads can share. Errors: damagedIndex, also when there is no such column of the type; outOfMemory. */
  read<Type extends ColumnType>(name: string, type: Type): ColumnOf<Type>;
  /** The column, read by pages as its rows are asked for. Errors: as read; at() and slice() can fail as long as the column is used. */
  paged<Type extends ColumnType>(name: string, type: Type): NumberColumn<ColumnOf<Type>>;
  /** Columns that were read stay; paged ones are of no use any more. */
  close(): void;
}

export interface ColumnFileOptions {
  /** Pages of 64 kB that paged columns keep in memory, all together. */
  readonly keptPages?: number;
}

const DEFAULT_KEPT_PAGES = 128;

/** Opens a file that `createColumnFile` made. Errors: fileNotReadable; damagedIndex (foreign, cut off, damaged); staleIndex (another version); outOfMemory. */
export function openColumnFile(path: string, format: ColumnFileFormat, { keptPages = DEFAULT_KEPT_PAGES }: ColumnFileOptions = {}): ColumnFile {
  assert(keptPages > 0, 'at least one page is kept');
  const source = openPageSource(path);
  try {
    const { directory, pageTable } = readDirectory(source, format);
    return createColumns(directory, pageTable, source, keptPages);
  } catch (error) {
    source.close();
    throw error;
  }
}

function createColumns({ meta, columns }: Directory, pageTable: Uint32Array, source: PageSource, keptPages: number): ColumnFile {
  const placeByName = placeColumns(columns);
  const pages = createPageReader(source, pageTable, [...placeByName.values()]);
  let pool: PagePool | null = null;
  const openPool = (): PagePool => (pool ??= createPagePool(pageTable.length / PAGE_WORDS, keptPages, pages.readPage));

  const placeOf = (name: string, type?: ColumnType): ColumnPlace => {
    const place = placeByName.get(name);
    if (!place || (type && place.type !== type)) throw damagedDirectory(`no column ${name}${type ? ` of ${type}` : ''}`);
    return place;
  };
  return {
    meta,
    has: (name) => placeByName.has(name),
    rowCount: (name) => placeOf(name).rowCount,
    read(name, type) {
      const { firstPage, rowCount } = placeOf(name, type);
      const column = createRows(type, rowCount, SharedArrayBuffer);
      pages.readPages(firstPage, column.buffer, 0, rowCount * rowBytesOf(type));
      return column;
    },
    paged: (name, type) => filePagedColumn(placeOf(name, type), type, openPool(), pages),
    close: source.close,
  };
}

/** Where the pages of each column are in the page table. */
function placeColumns(columns: Directory['columns']): Map<string, ColumnPlace> {
  const placeByName = new Map<string, ColumnPlace>();
  let firstPage = 0;
  for (const { name, type, rowCount } of columns) {
    placeByName.set(name, { type, rowCount, firstPage });
    firstPage += pagesFor(type, rowCount);
  }
  return placeByName;
}

function readDirectory(source: PageSource, format: ColumnFileFormat): { directory: Directory; pageTable: Uint32Array } {
  if (!isLittleEndian()) throw new HeaplineError('staleIndex', 'the index is little endian and this processor is not');
  const header = decodeHeader(format, source.read(0, HEADER_BYTES));
  checkHeader(header, source.fileBytes);
  const pageTable = createRows('uint32', header.pageCount * PAGE_WORDS, ArrayBuffer);
  source.readInto(bytesOf(pageTable), header.tableByteOffset);
  if (checksumOf(bytesOf(pageTable)) !== header.tableChecksum) throw damagedDirectory('the page table is not what was written');
  const json = source.read(header.tableByteOffset + pageTable.byteLength, header.directoryBytes);
  if (checksumOf(json) !== header.directoryChecksum) throw damagedDirectory('it is not what was written');
  return { directory: decodeDirectory(json, pageTable, header), pageTable };
}
