/** A column file in the making: columns go to `PATH.part`, which gets its name once it is complete. Read again with `columnFile.ts`. */
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { HeaplineError } from '../../protocol/errors.ts';
import { assert } from '../base/assert.ts';
import { typeOf, type ColumnType, type TypedColumn } from '../base/numberColumn.ts';
import { checksumOf } from './checksum.ts';
import { createAppender, takeRoom, type ColumnAppender, type FileInTheMaking, type WrittenColumn } from './columnAppender.ts';
import { bytesOf } from './columnTypes.ts';
import { identityAt, identityOf, writeFully, writing } from './disk.ts';
import { encodeHeader, HEADER_BYTES, isLittleEndian, PAGE_WORDS, UNIT_BYTES, type ColumnFileFormat, type Directory } from './layout.ts';

export const PART_SUFFIX = '.part';

/** Every function but abandon() may throw diskFull or fileNotWritable; the file is abandoned by then. */
export interface ColumnFileWriter {
  /** Appends a whole column. */
  add(name: string, column: TypedColumn): void;
  /** Begins a column whose rows come bit by bit, as many as there are; others may be written meanwhile. Extra memory 256 kB until its end. */
  begin<Type extends ColumnType>(name: string, type: Type): ColumnAppender<Type>;
  /** Writes the directory with `meta`, any JSON, and gives the file its name: it is whole or absent. All columns have ended or were given up. Not flushed: what a crash of the machine leaves is found by the checksums. */
  finish(meta: unknown): void;
  /** Removes what was written. Never fails; nothing happens after finish(). */
  abandon(): void;
}

/** Begins the file anew, whatever `PATH.part` there was. Errors: diskFull, fileNotWritable. */
export function createColumnFile(path: string, format: ColumnFileFormat): ColumnFileWriter {
  if (!isLittleEndian()) throw new HeaplineError('fileNotWritable', `${path} would be little endian and this processor is not`);
  const part = createPart(path + PART_SUFFIX);
  const columns: NamedColumn[] = [];
  const names = new Set<string>();
  let openCount = 0;

  const begin = <Type extends ColumnType>(name: string, type: Type): ColumnAppender<Type> => {
    assert(!names.has(name), `${name} is one column`);
    names.add(name);
    openCount++;
    let isOpen = true;
    const noteEnd = (): void => {
      if (isOpen) openCount--;
      isOpen = false;
    };
    const appender = createAppender(part.target(), type);
    return {
      append: (rows) => part.attempt(() => appender.append(rows)),
      end() {
        const written = part.attempt(appender.end);
        columns.push({ name, ...written });
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
    finish(meta) {
      assert(openCount === 0, `${openCount} columns have not ended`);
      part.attempt(() => {
        writeDirectory(part.target(), format, meta, columns);
        part.keepAs(path);
      });
    },
    abandon: part.abandon,
  };
}

interface NamedColumn extends WrittenColumn {
  readonly name: string;
}

interface PartFile {
  /** The open file. */
  target(): FileInTheMaking;
  /** What `work` returns; when it throws the file is abandoned. */
  attempt<Result>(work: () => Result): Result;
  keepAs(path: string): void;
  abandon(): void;
}

/** An empty file. A heap holds secrets: nobody but the user may read it. */
function createPart(partPath: string): PartFile {
  const file = writing(partPath, () => {
    rmSync(partPath, { force: true });
    return openSync(partPath, 'wx', 0o600);
  });
  // Somebody else may begin a file of the same name meanwhile.
  const identity = identityOf(file);
  const open: FileInTheMaking = { file, partPath, nextUnit: HEADER_BYTES / UNIT_BYTES };
  let isOpen = true;
  const target = (): FileInTheMaking => {
    assert(isOpen, 'a file that is finished or abandoned is not written');
    return open;
  };
  const close = (): void => {
    isOpen = false;
    closeSync(file);
  };
  const abandon = (): void => {
    if (!isOpen) return;
    try {
      close();
      if (identityAt(partPath) === identity) rmSync(partPath, { force: true });
    } catch {
      // What stays is overwritten by the next file of this name; why we gave up is told elsewhere.
    }
  };
  return {
    target,
    attempt(work) {
      target();
      try {
        return work();
      } catch (error) {
        abandon();
        throw error;
      }
    },
    keepAs(path) {
      if (identityAt(partPath) !== identity) throw new HeaplineError('fileNotWritable', `${partPath} is being written by somebody else`);
      writing(path, () => {
        // Open until it has its name: Windows, too, lets a file be renamed that is open as Node opens it.
        renameSync(partPath, path);
        close();
      });
    },
    abandon,
  };
}

function writeDirectory(target: FileInTheMaking, format: ColumnFileFormat, meta: unknown, columns: readonly NamedColumn[]): void {
  const directory: Directory = { meta, columns: columns.map(({ name, type, rowCount }) => ({ name, type, rowCount })) };
  const json = new TextEncoder().encode(JSON.stringify(directory));
  const table = new Uint32Array(columns.reduce((words, { pages }) => words + pages.length, 0));
  let word = 0;
  for (const { pages } of columns) {
    table.set(pages, word);
    word += pages.length;
  }
  const tableBytes = bytesOf(table);
  const tableByteOffset = takeRoom(target, tableBytes.length + json.length);
  const header = { tableByteOffset, pageCount: table.length / PAGE_WORDS, directoryBytes: json.length, tableChecksum: checksumOf(tableBytes), directoryChecksum: checksumOf(json) };
  const { file, partPath } = target;
  writing(partPath, () => {
    writeFully(file, tableBytes, tableByteOffset);
    writeFully(file, json, tableByteOffset + tableBytes.length);
    writeFully(file, encodeHeader(format, header), 0);
  });
}
