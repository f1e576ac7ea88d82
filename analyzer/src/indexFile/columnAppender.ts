/** Rows of one column on their way into a column file in the making. Several columns are written at the same time. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import { assert } from '../base/assert.ts';
import { typeOf, type ColumnOf, type ColumnType } from '../base/numberColumn.ts';
import { checksumOf } from './checksum.ts';
import { bytesOf, rowBytesOf } from './columnTypes.ts';
import { writeFully, writing } from './disk.ts';
import { MAX_UNITS, PAGE_BYTES, PAGE_WORDS, UNIT_BYTES } from './layout.ts';

/** What is collected of a column before room is taken and written. Small, as many columns collect at once; a multiple of a page. */
const STRETCH_BYTES = 4 * PAGE_BYTES;
/** What is summed and then written of a long column in one go: fits the cache of a core. */
const BLOCK_BYTES = 16 * PAGE_BYTES;

export interface ColumnAppender<Type extends ColumnType = ColumnType> {
  /** Appends rows; they may be overwritten as soon as it returns. Errors: diskFull, fileNotWritable; the column is lost then, and with it the file. */
  append(rows: ColumnOf<Type>): void;
  /** Writes what is left. Errors: as append. */
  end(): WrittenColumn;
  /** Gives the column up. Nothing happens after end(). */
  abandon(): void;
}

/** A column that lies in the file. */
export interface WrittenColumn {
  readonly type: ColumnType;
  readonly rowCount: number;
  /** The rows of the page table, see `layout.ts`. */
  readonly pages: Uint32Array;
}

/** A file in the making, which is open for writing and stays so. */
export interface FileInTheMaking {
  readonly file: number;
  /** Where it lies until it has its name. */
  readonly partPath: string;
  /** The first unit that no column has taken. */
  nextUnit: number;
}

/** Begins a column. */
export function createAppender<Type extends ColumnType>(target: FileInTheMaking, type: Type): ColumnAppender<Type> {
  let collected: Uint8Array | null = null;
  let collectedBytes = 0;
  let writtenBytes = 0;
  let pages = new Uint32Array(PAGE_WORDS * 16);
  let isOpen = true;

  /** Whole pages, or the last ones. */
  const write = (bytes: Uint8Array): void => {
    const firstPage = writtenBytes / PAGE_BYTES;
    const byteOffset = takeRoom(target, bytes.length);
    const neededWords = (firstPage + Math.ceil(bytes.length / PAGE_BYTES)) * PAGE_WORDS;
    if (neededWords > pages.length) pages = enlarged(pages, neededWords);
    for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
      const block = bytes.subarray(start, start + BLOCK_BYTES);
      describePages(block, byteOffset + start, pages, firstPage + start / PAGE_BYTES);
      writing(target.partPath, () => writeFully(target.file, block, byteOffset + start));
    }
    writtenBytes += bytes.length;
  };

  const append = (bytes: Uint8Array): void => {
    collected ??= new Uint8Array(STRETCH_BYTES);
    for (let start = 0; start < bytes.length; ) {
      const restBytes = bytes.length - start;
      const isLong = collectedBytes === 0 && restBytes >= STRETCH_BYTES;
      const taken = isLong ? restBytes - (restBytes % STRETCH_BYTES) : Math.min(restBytes, STRETCH_BYTES - collectedBytes);
      const stretch = bytes.subarray(start, start + taken);
      start += taken;
      if (isLong) {
        write(stretch);
        continue;
      }
      collected.set(stretch, collectedBytes);
      collectedBytes += taken;
      if (collectedBytes < STRETCH_BYTES) continue;
      write(collected);
      collectedBytes = 0;
    }
  };

  return {
    append(rows) {
      assert(isOpen && typeOf(rows) === type, `${type} rows are appended before the end`);
      // In stretches, since Node 20 has no array of more than 4 GiB of bytes.
      const rowsAtOnce = 2 ** 31 / rowBytesOf(type);
      for (let start = 0; start < rows.length; start += rowsAtOnce) append(bytesOf(rows.subarray(start, start + rowsAtOnce)));
    },
    end() {
      assert(isOpen, 'a column ends once');
      if (collectedBytes > 0) write(collected!.subarray(0, collectedBytes));
      isOpen = false;
      collected = null;
      return { type, rowCount: writtenBytes / rowBytesOf(type), pages: pages.slice(0, Math.ceil(writtenBytes / PAGE_BYTES) * PAGE_WORDS) };
    },
    abandon() {
      isOpen = false;
      collected = null;
    },
  };
}

/** Room for so many bytes that no other column gets. Errors: diskFull, above 256 GiB. */
export function takeRoom(target: FileInTheMaking, bytes: Bytes): ByteOffset {
  const first = target.nextUnit;
  const units = Math.ceil(bytes / UNIT_BYTES);
  if (first + units > MAX_UNITS) throw new HeaplineError('diskFull', `${target.partPath} would grow above ${(MAX_UNITS + 1) * UNIT_BYTES} bytes`);
  target.nextUnit += units;
  return first * UNIT_BYTES;
}

/** Writes places and checksums of the block's pages into the table. */
function describePages(block: Uint8Array, byteOffset: ByteOffset, pages: Uint32Array, firstPage: number): void {
  for (let start = 0, word = firstPage * PAGE_WORDS; start < block.length; start += PAGE_BYTES, word += PAGE_WORDS) {
    pages[word] = (byteOffset + start) / UNIT_BYTES;
    pages[word + 1] = checksumOf(block.subarray(start, start + PAGE_BYTES));
  }
}

function enlarged(pages: Uint32Array, neededWords: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(neededWords, pages.length * 2));
  larger.set(pages);
  return larger;
}
