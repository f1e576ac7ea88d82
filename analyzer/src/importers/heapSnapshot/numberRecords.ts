/**
 * Arrays of numbers that are really arrays of fixed-size records (nodes, edges, locations, …), read a block at a time:
 * the hot loop of the importer. A record is taken whole or not at all.
 */
import { type ByteWindow, CLOSE_BRACKET, COMMA, MINUS, ZERO, errorAt, isWhitespace, unexpected } from './byteWindow.ts';

/** Records per block: values and starts together stay within a processor's second-level cache. */
const BLOCK_RECORDS = 8192;
/** Longest digits that are exact as a double. */
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/** A block of records: record r has its fields at values[r * fieldCount] …, and began at byte starts[r] of the window. */
export interface RecordBlock {
  readonly fieldCount: number;
  readonly values: Float64Array;
  readonly starts: Uint32Array;
  count: number;
  /** The closing bracket was consumed. */
  ended: boolean;
  /** No record has been read yet: the array may still end at once. */
  first: boolean;
}

export function createRecordBlock(fieldCount: number): RecordBlock {
  return { fieldCount, values: new Float64Array(BLOCK_RECORDS * fieldCount), starts: new Uint32Array(BLOCK_RECORDS), count: 0, ended: false, first: true };
}

/**
 * Fills the block with the next records of the window, until the block is full, the array ends or the window does. The
 * opening bracket has been consumed. Errors: malformedInput for anything but numbers, commas and white space, and for an
 * array that ends inside a record.
 */
export function readRecords(window: ByteWindow, block: RecordBlock): void {
  const { bytes, end } = window;
  const { fieldCount, values, starts } = block;
  let position = window.position;
  let count = 0;
  let index = 0;
  block.count = 0;
  while (count < BLOCK_RECORDS) {
    const recordStart = position;
    // Between records: a comma, or the end of the array.
    let byte = bytes[position]!;
    while (isWhitespace(byte)) byte = bytes[++position]!;
    if (byte === CLOSE_BRACKET) {
      block.ended = true;
      position++;
      break;
    }
    if (!block.first || count > 0) {
      if (byte !== COMMA) {
        if (position < end) throw unexpectedAt(window, position, '"," or "]"');
        position = recordStart;
        break;
      }
      byte = bytes[++position]!;
    }
    let field = 0;
    for (; field < fieldCount; field++) {
      if (field > 0) {
        while (isWhitespace(byte)) byte = bytes[++position]!;
        if (byte !== COMMA) break;
        byte = bytes[++position]!;
      }
      while (isWhitespace(byte)) byte = bytes[++position]!;
      if (field === 0) starts[count] = position;
      let negative = false;
      if (byte === MINUS) {
        negative = true;
        byte = bytes[++position]!;
      }
      let value = byte - ZERO;
      if (value < 0 || value > 9) break;
      byte = bytes[++position]!;
      let digit = byte - ZERO;
      while (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        byte = bytes[++position]!;
        digit = byte - ZERO;
      }
      values[index + field] = negative ? -value : value;
    }
    if (position >= end) {
      position = recordStart; // cut in the middle: again with more bytes
      break;
    }
    if (field < fieldCount) throw brokenRecord(window, position, field, fieldCount);
    for (let check = index; check < index + fieldCount; check++) if (values[check]! > MAX_EXACT) throw errorAt(window, starts[count]!, 'malformedInput', 'a number has too many digits');
    index += fieldCount;
    count++;
  }
  block.count = count;
  if (count > 0) block.first = false;
  window.position = position;
}

function brokenRecord(window: ByteWindow, position: number, field: number, fieldCount: number): Error {
  if (window.bytes[position] === CLOSE_BRACKET) return errorAt(window, position, 'malformedInput', `an array ends inside a record: ${field} of ${fieldCount} numbers`);
  return unexpectedAt(window, position, 'a number');
}

function unexpectedAt(window: ByteWindow, position: number, expected: string): Error {
  window.position = position;
  return unexpected(window, expected);
}
