/**
 * Arrays of numbers that are really arrays of fixed-size records (nodes, edges, locations, …), read a block at a time:
 * the hot loop of the importer. A record is taken whole or not at all.
 */
import { type ByteWindow, CLOSE_BRACKET, COMMA, errorAt, isWhitespace, MINUS, MORE, NEWLINE, unexpected, ZERO } from './byteWindow.ts';

/** Records per block: values and starts stay within a processor's second-level cache. 1024 to 8192 are equally fast. */
export const BLOCK_RECORDS = 1024;
/** The separator and nine digits: what fits an int32 whatever the digits are. */
const MAX_PLAIN_BYTES = 10;

/** A block of records: record r has its fields at values[r * fieldCount] …, and its first number at byte starts[r] of the window. */
export interface RecordBlock {
  readonly fieldCount: number;
  readonly values: Float64Array;
  readonly starts: Uint32Array;
  /** Records that the next reading takes at most. */
  limit: number;
  count: number;
  /** The closing bracket was consumed. */
  ended: boolean;
  /** No record has been read yet: the array may still end at once. */
  first: boolean;
}

export function createRecordBlock(fieldCount: number): RecordBlock {
  return { fieldCount, values: new Float64Array(BLOCK_RECORDS * fieldCount), starts: new Uint32Array(BLOCK_RECORDS), limit: BLOCK_RECORDS, count: 0, ended: false, first: true };
}

/**
 * Fills the block with the next records of the window, until the block has what it may take, the array ends or the window does. The
 * opening bracket has been consumed. Errors: malformedInput for anything but numbers, commas and white space, and for an
 * array that ends inside a record.
 *
 * The loop takes records as V8 writes them, `,1,23,456` with or without a line feed in front: no white space elsewhere, no sign,
 * no number above nine digits. Whatever else there is, the end of the window too, goes the slow way for one record.
 */
export function readRecords(window: ByteWindow, block: RecordBlock): void {
  const { bytes, end } = window;
  const { fieldCount, limit, values, starts } = block;
  let { position } = window;
  let count = 0;
  let base = 0;
  while (count < limit) {
    let cursor = bytes[position] === NEWLINE ? position + 1 : position;
    const start = cursor + 1;
    const stop = base + fieldCount;
    let slot = block.first ? stop + 1 : base;
    for (; slot < stop; slot++) {
      if (bytes[cursor] !== COMMA) break;
      const separator = cursor++;
      let value = bytes[cursor]! - ZERO;
      if (value >>> 0 > 9) break;
      let digit = bytes[++cursor]! - ZERO;
      while (digit >>> 0 <= 9) {
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++cursor]! - ZERO;
      }
      if (cursor - separator > MAX_PLAIN_BYTES) break;
      values[slot] = value;
    }
    if (slot === stop && cursor < end) {
      starts[count] = start;
      position = cursor;
    } else {
      position = readOneRecord(window, position, block, count);
      if (position === MORE || block.ended) break;
    }
    block.first = false;
    base = stop;
    count++;
  }
  block.count = count;
  if (position !== MORE) window.position = position;
}

/**
 * The record at `position` (or the array's end) in any form that JSON allows for it. Returns where it ends; MORE, with the window's
 * position at its beginning, when the window ends first.
 */
function readOneRecord(window: ByteWindow, position: number, block: RecordBlock, record: number): number {
  const { bytes, end } = window;
  const { fieldCount, values, starts } = block;
  let cursor = skipWhitespace(bytes, position);
  window.position = cursor; // white space may be longer than a window
  if (bytes[cursor] === CLOSE_BRACKET) {
    block.ended = true;
    return cursor + 1;
  }
  for (let field = 0; field < fieldCount; field++) {
    if (field > 0 || !block.first) {
      cursor = skipWhitespace(bytes, cursor);
      if (cursor >= end) return MORE;
      if (bytes[cursor] !== COMMA) throw broken(window, cursor, field, fieldCount, field === 0 ? '"," or "]"' : '","');
      cursor++;
    }
    cursor = skipWhitespace(bytes, cursor);
    if (field === 0) starts[record] = cursor;
    const numberStart = cursor;
    const isNegative = bytes[cursor] === MINUS;
    if (isNegative) cursor++;
    const digitsStart = cursor;
    let value = 0;
    for (let digit = bytes[cursor]! - ZERO; digit >>> 0 <= 9; digit = bytes[++cursor]! - ZERO) value = value * 10 + digit;
    if (cursor >= end) return MORE; // the number may go on in the next bytes
    if (cursor === digitsStart) throw broken(window, cursor, field, fieldCount, 'a number');
    if (value > Number.MAX_SAFE_INTEGER) throw errorAt(window, numberStart, 'malformedInput', `a number has ${cursor - digitsStart} digits, more than are exact`);
    values[record * fieldCount + field] = isNegative ? -value : value;
  }
  return cursor;
}

function skipWhitespace(bytes: Uint8Array, from: number): number {
  let position = from;
  while (isWhitespace(bytes[position]!)) position++;
  return position;
}

function broken(window: ByteWindow, position: number, field: number, fieldCount: number, expected: string): Error {
  if (field > 0 && window.bytes[position] === CLOSE_BRACKET) return errorAt(window, position, 'malformedInput', `an array ends inside a record: ${field} of ${fieldCount} numbers`);
  window.position = position;
  return unexpected(window, expected);
}
