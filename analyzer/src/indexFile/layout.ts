/**
 * The layout of a column file. Ours alone: there is no other reader.
 *
 *   bytes 0 … 63   header, see `Header`; written last, zeros until then
 *   then           rows of columns, little endian, in stretches of whole pages that begin at multiples of 64 bytes; stretches of columns
 *                  that were written at the same time lie between each other, so no room is kept free for anyone
 *   at the end     page table, then the directory in JSON
 *
 * A page is 64 KiB of one column, the last one less. It is the unit of reading on demand and of checksums. The page table has two 32-bit
 * words a page: its place in units of 64 bytes (so files go up to 256 GiB), and its checksum. Pages are in the order of the directory:
 * column after column.
 */
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import { assert } from '../base/assert.ts';
import type { ColumnType } from '../base/numberColumn.ts';
import { checksumOf } from './checksum.ts';
import { isColumnType, rowBytesOf } from './columnTypes.ts';

/** Who the file is for. Another magic is somebody else's file, another version one of an older or newer Heapline. */
export interface ColumnFileFormat {
  /** Up to 16 characters of ASCII. */
  readonly magic: string;
  readonly version: number;
}

export const PAGE_BYTES = 65_536;
export const UNIT_BYTES = 64;
export const MAX_UNITS = 2 ** 32 - 1;
export const HEADER_BYTES = 64;
/** Of this layout, apart from the version of what is in the columns. */
const LAYOUT_VERSION = 2;
const MAGIC_BYTES = 16;
/** A directory has one line a column and the meta. V8 takes no longer strings than 512 MB. */
const MAX_DIRECTORY_BYTES = 1 << 28;

/** Words of the page table. */
export const PAGE_WORDS = 2;

export interface Header {
  /** Of the page table; the directory follows it to the end of the file. */
  readonly tableByteOffset: ByteOffset;
  readonly pageCount: number;
  readonly directoryBytes: Bytes;
  /** Of page table and directory. */
  readonly tableChecksum: number;
  readonly directoryChecksum: number;
}

export interface Directory {
  readonly meta: unknown;
  readonly columns: readonly DirectoryColumn[];
}

export interface DirectoryColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly rowCount: number;
}

/** Pages that so many rows take. */
export function pagesFor(type: ColumnType, rowCount: number): number {
  return Math.ceil((rowCount * rowBytesOf(type)) / PAGE_BYTES);
}

/** Columns lie in the file as they lie in memory. Every processor that VS Code runs on is little endian. */
export function isLittleEndian(): boolean {
  return new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
}

export function encodeHeader({ magic, version }: ColumnFileFormat, { tableByteOffset, pageCount, directoryBytes, tableChecksum, directoryChecksum }: Header): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(encodeMagic(magic));
  view.setUint32(16, LAYOUT_VERSION, true);
  view.setUint32(20, version, true);
  view.setFloat64(24, tableByteOffset, true);
  view.setUint32(32, pageCount, true);
  view.setUint32(36, directoryBytes, true);
  view.setUint32(40, tableChecksum, true);
  view.setUint32(44, directoryChecksum, true);
  view.setUint32(60, checksumOf(bytes.subarray(0, 60)), true);
  return bytes;
}

/** Errors: damagedIndex (foreign, unfinished or damaged), staleIndex (another version). */
export function decodeHeader({ magic, version }: ColumnFileFormat, bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encodeMagic(magic).some((byte, index) => bytes[index] !== byte)) throw new HeaplineError('damagedIndex', `the file does not begin with ${magic}`, { byteOffset: 0 });
  const [layoutFound, versionFound] = [view.getUint32(16, true), view.getUint32(20, true)];
  if (layoutFound !== LAYOUT_VERSION || versionFound !== version) {
    throw new HeaplineError('staleIndex', `the index has version ${versionFound} in layout ${layoutFound} instead of ${version} in ${LAYOUT_VERSION}`, { byteOffset: 16 });
  }
  if (view.getUint32(60, true) !== checksumOf(bytes.subarray(0, 60))) throw new HeaplineError('damagedIndex', 'the header of the index is damaged', { byteOffset: 0 });
  return {
    tableByteOffset: view.getFloat64(24, true),
    pageCount: view.getUint32(32, true),
    directoryBytes: view.getUint32(36, true),
    tableChecksum: view.getUint32(40, true),
    directoryChecksum: view.getUint32(44, true),
  };
}

/** Throws unless the file ends where the header says. Errors: damagedIndex. */
export function checkHeader({ tableByteOffset, pageCount, directoryBytes }: Header, fileBytes: Bytes): void {
  const statedBytes = tableByteOffset + pageCount * PAGE_WORDS * 4 + directoryBytes;
  if (statedBytes !== fileBytes) throw new HeaplineError('damagedIndex', `the index has ${fileBytes} bytes instead of ${statedBytes}`, { byteOffset: Math.min(fileBytes, statedBytes) });
  if (!(tableByteOffset >= HEADER_BYTES) || directoryBytes > MAX_DIRECTORY_BYTES) throw damagedDirectory('impossible sizes');
}

/** Errors: damagedIndex. Nothing is believed: types, counts and places are those of a file that the writer could have made. */
export function decodeDirectory(json: Uint8Array, pageTable: Uint32Array, { tableByteOffset }: Header): Directory {
  const { meta, columns } = parseJson(json) as Partial<Record<keyof Directory, unknown>>;
  if (!Array.isArray(columns)) throw damagedDirectory('no columns');
  const checked = columns.map(checkColumn);
  if (new Set(checked.map(({ name }) => name)).size !== checked.length) throw damagedDirectory('two columns of one name');
  let page = 0;
  for (const { type, rowCount } of checked) page = checkPlaces(pageTable, page, rowCount * rowBytesOf(type), tableByteOffset);
  if (page * PAGE_WORDS !== pageTable.length) throw damagedDirectory(`${pageTable.length / PAGE_WORDS} pages instead of ${page}`);
  return { meta, columns: checked };
}

export function damagedDirectory(what: string): HeaplineError {
  return new HeaplineError('damagedIndex', `the directory of the index is damaged: ${what}`);
}

function encodeMagic(magic: string): Uint8Array {
  const bytes = new Uint8Array(MAGIC_BYTES);
  assert(new TextEncoder().encodeInto(magic, bytes).read === magic.length, `${magic} fits ${MAGIC_BYTES} bytes`);
  return bytes;
}

function parseJson(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Damaged as well; what exactly is wrong with the JSON helps nobody.
  }
  throw damagedDirectory('no JSON object');
}

function checkColumn(column: unknown): DirectoryColumn {
  const { name, type, rowCount } = (column ?? {}) as Partial<Record<keyof DirectoryColumn, unknown>>;
  const isCount = Number.isSafeInteger(rowCount) && (rowCount as number) >= 0;
  if (typeof name !== 'string' || !isColumnType(type) || !isCount) throw damagedDirectory('a column without name, type or row count');
  return { name, type, rowCount: rowCount as number };
}

/** Checks that the pages of a column of so many bytes, from `page` on, lie between header and page table. Returns the page after them. */
function checkPlaces(pageTable: Uint32Array, page: number, columnBytes: Bytes, endByteOffset: ByteOffset): number {
  const end = page + Math.ceil(columnBytes / PAGE_BYTES);
  if (end * PAGE_WORDS > pageTable.length) throw damagedDirectory(`${pageTable.length / PAGE_WORDS} pages are too few`);
  for (let restBytes = columnBytes; page < end; page++, restBytes -= PAGE_BYTES) {
    const byteOffset = pageTable[page * PAGE_WORDS]! * UNIT_BYTES;
    if (byteOffset < HEADER_BYTES || byteOffset + Math.min(restBytes, PAGE_BYTES) > endByteOffset) throw damagedDirectory(`page ${page} lies at byte ${byteOffset}`);
  }
  return end;
}
