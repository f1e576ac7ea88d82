/** A column file in the making: columns go to `PATH.part`, which gets its name once it is complete. Read again with `columnFile.ts`. */
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import { assert } from '../base/assert.ts';
import { checksumOf } from './checksum.ts';
import { createAppender, takeRoom, type ColumnAppender, type ColumnPart, type SharedColumnFile } from './columnAppender.ts';
import { bytesOf, typeOf, type Column, type ColumnType } from './columnTypes.ts';
import { identityAt, identityOf, writeFully, writing } from './disk.ts';
import { encodeHeader, HEADER_BYTES, isLittleEndian, pagesFor, PAGE_WORDS, UNIT_BYTES, type ColumnFileFormat, type Directory } from './layout.ts';

export const PART_SUFFIX = '.part';

/** Every function but share() and abandon() may throw diskFull or fileNotWritable; the file is abandoned by then. */
export interface ColumnFileWriter {
  /** Appends a whole column. */
  add(name: string, column: Column): void;
  /** Begins a column whose rows come bit by bit, as many as there are; others may be written meanwhile. Extra memory 256 kB until its end. */
  begin<Type extends ColumnType>(name: string, type: Type): ColumnAppender<Type>;
  /** What another thread needs to write parts of columns into this file (`openAppender`). */
  share(): SharedColumnFile;
  /** Makes a column of parts that other threads wrote: the rows of the first, then those of the second, and so on. */
  adopt(name: string, parts: readonly ColumnPart[]): void;
  /** Writes the directory with `meta`, any JSON, and gives the file its name: it is whole or absent. All columns have ended or were given up. Not flushed: what a crash of the machine leaves is found by the checksums. */
  finish(meta: unknown): void;
  /** Removes what was written. Never fails; nothing happens after finish(). */
  abandon(): void;
}

/** Begins the file anew, whatever `PATH.part` there was. Errors: diskFull, fileNotWritable. */
export function createColumnFile(path: string, format: ColumnFileFormat): ColumnFileWriter {
  if (!isLittleEndian()) throw new HeaplineError('fileNotWritable', `${path} would be little endian and this processor is not`);
  const part = createPart(path + PART_SUFFIX);
  const columns: { name: string; parts: readonly ColumnPart[] }[] = [];
  const names = new Set<string>();
  let openCount = 0;

  const claim = (name: string): void => {
    assert(!names.has(name), `${name} is one column`);
    names.add(name);
  };
  const begin = <Type extends ColumnType>(name: string, type: Type): ColumnAppender<Type> => {
    claim(name);
    openCount++;
    let isOpen = true;
    const noteEnd = (): void => {
      if (isOpen) openCount--;
      isOpen = false;
    };
    const appender = createAppender(part.file(), part.shared, type);
    return {
      append: (rows) => part.attempt(() => appender.append(rows)),
      end() {
        const written = part.attempt(appender.end);
        columns.push({ name, parts: [written] });
        noteEnd();
        return written;
      },
      abandon() {
        appender.abandon();
        noteEnd();
      },
    };
  };
  return {
    add(name, column) {
      const appender = begin(name, typeOf(column));
      appender.append(column);
      appender.end();
    },
    begin,
    share: () => part.shared,
    adopt(name, parts) {
      claim(name);
      assert(parts.length > 0 && parts.every(isWhole) && parts.every(({ type }) => type === parts[0]!.type), `the parts of ${name} are complete and of one type`);
      columns.push({ name, parts });
    },
    finish(meta) {
      assert(openCount === 0, `${openCount} columns have not ended`);
      part.attempt(() => {
        writeDirectory(part.file(), part.shared, format, meta, columns);
        part.keepAs(path);
      });
    },
    abandon: part.abandon,
  };
}

interface PartFile {
  readonly shared: SharedColumnFile;
  /** The open file. */
  file(): number;
  /** What `work` returns; when it throws the file is abandoned. */
  attempt<Result>(work: () => Result): Result;
  keepAs(path: string): void;
  abandon(): void;
}

/** An empty file. A heap holds secrets: nobody but the user may read it. */
function createPart(partPath: string): PartFile {
  let file: number | null = writing(partPath, () => {
    rmSync(partPath, { force: true });
    return openSync(partPath, 'wx', 0o600);
  });
  const nextUnit = new Uint32Array(new SharedArrayBuffer(Uint32Array.BYTES_PER_ELEMENT));
  nextUnit[0] = HEADER_BYTES / UNIT_BYTES;
  const shared = { partPath, identity: identityOf(file), nextUnit };
  const openFile = (): number => {
    assert(file !== null, 'a file that is finished or abandoned is not written');
    return file;
  };
  const close = (): void => {
    const open = file;
    file = null;
    if (open !== null) closeSync(open);
  };
  const abandon = (): void => {
    if (file === null) return;
    try {
      close();
      if (identityAt(partPath) === shared.identity) rmSync(partPath, { force: true });
    } catch {
      // What stays is overwritten by the next file of this name; why we gave up is told elsewhere.
    }
  };
  return {
    shared,
    file: openFile,
    attempt(work) {
      openFile();
      try {
        return work();
      } catch (error) {
        abandon();
        throw error;
      }
    },
    keepAs(path) {
      if (identityAt(partPath) !== shared.identity) throw new HeaplineError('fileNotWritable', `${partPath} is being written by somebody else`);
      writing(path, () => {
        // Open until it has its name: Windows, too, lets a file be renamed that is open as Node opens it.
        renameSync(partPath, path);
        close();
      });
    },
    abandon,
  };
}

function writeDirectory(file: number, shared: SharedColumnFile, format: ColumnFileFormat, meta: unknown, columns: readonly { name: string; parts: readonly ColumnPart[] }[]): void {
  const directory: Directory = { meta, columns: columns.map(({ name, parts }) => ({ name, type: parts[0]!.type, rowCounts: parts.map(({ rowCount }) => rowCount) })) };
  const json = new TextEncoder().encode(JSON.stringify(directory));
  const parts = columns.flatMap((column) => column.parts);
  const table = new Uint32Array(parts.reduce((words, { pages }) => words + pages.length, 0));
  let word = 0;
  for (const { pages } of parts) {
    table.set(pages, word);
    word += pages.length;
  }
  const tableBytes = bytesOf(table);
  const tableByteOffset = takeRoom(shared, tableBytes.length + json.length);
  const header = { tableByteOffset, pageCount: table.length / PAGE_WORDS, directoryBytes: json.length, tableChecksum: checksumOf(tableBytes), directoryChecksum: checksumOf(json) };
  writing(shared.partPath, () => {
    writeFully(file, tableBytes, tableByteOffset);
    writeFully(file, json, tableByteOffset + tableBytes.length);
    writeFully(file, encodeHeader(format, header), 0);
  });
}

function isWhole({ type, rowCount, pages }: ColumnPart): boolean {
  return pages.length === pagesFor(type, rowCount) * PAGE_WORDS;
}
