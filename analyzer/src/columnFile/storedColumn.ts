/** Writing columns into a region of a file: as a whole, or in pieces as they come. */
import type { ByteOffset, Bytes } from '../../protocol/units.ts';
import { typeOf, type NumberSink, type PagedRows, type SinkMaker, type TypedColumn } from '../base/numberColumn.ts';
import { writeColumn } from './diskColumn.ts';
import type { ScratchRegion } from './scratchFile.ts';

const BUFFER_ROWS = 1 << 16;
const ROW_BYTES = 4;

/** Writes columns one behind the other into a region. */
export interface ColumnStore {
  store(column: TypedColumn): PagedRows;
  /** Room for a column of 32-bit rows that come in pieces. */
  readonly sink: SinkMaker;
}

/** The region must have room for all that is stored. Errors: diskFull, fileNotWritable. */
export function createColumnStore({ file, byteOffset }: ScratchRegion): ColumnStore {
  let next = byteOffset;
  const take = (bytes: Bytes): ByteOffset => {
    const start = next;
    next += Math.ceil(bytes / 8) * 8;
    return start;
  };
  return {
    store(column) {
      const start = take(column.byteLength);
      writeColumn(file, column, start);
      return { file, type: typeOf(column), length: column.length, stretches: [{ byteOffset: start, length: column.length }] };
    },
    sink: () => createSink(file, take),
  };
}

/** Each buffer of rows goes where the region is free by then: sinks fill it by turns, and nobody has to know beforehand how many rows will come. */
function createSink(file: number, take: (bytes: Bytes) => ByteOffset): NumberSink {
  const buffer = new Uint32Array(BUFFER_ROWS);
  const stretches: { byteOffset: ByteOffset; length: number }[] = [];
  let buffered = 0;
  let written = 0;
  const flush = (): void => {
    if (buffered === 0) return;
    const byteOffset = take(buffered * ROW_BYTES);
    writeColumn(file, buffer.subarray(0, buffered), byteOffset);
    const last = stretches.at(-1);
    if (last && last.byteOffset + last.length * ROW_BYTES === byteOffset) last.length += buffered;
    else stretches.push({ byteOffset, length: buffered });
    written += buffered;
    buffered = 0;
  };
  return {
    append(rows) {
      for (let from = 0; from < rows.length; ) {
        const count = Math.min(rows.length - from, BUFFER_ROWS - buffered);
        buffer.set(rows.subarray(from, from + count), buffered);
        buffered += count;
        from += count;
        if (buffered === BUFFER_ROWS) flush();
      }
    },
    finish() {
      flush();
      return { file, type: 'uint32', length: written, stretches };
    },
  };
}
