/**
 * A string table over the raw bytes of JSON string literals. A snapshot of a gigabyte has a million strings, a view shows a
 * hundred: nothing is decoded before it is asked for.
 */
import type { StringIndex } from '../../protocol/units.ts';
import type { StringTable } from './heapGraph.ts';

const BACKSLASH = 0x5c;
/** Bytes searched in one go: Buffer.indexOf cuts places to 31 bits (Node 20, lib/buffer.js, bidirectionalIndexOf). */
const SEARCH_BYTES = 1 << 30;
/** Longer texts are cut: JavaScript has no strings above 2^29 characters, and Node 20 gives '' for 2^31 bytes. V8 itself cuts names at 1024. */
export const MAX_LITERAL_BYTES = 1 << 28;

/**
 * `bytes`: the literals' insides (no quotes, escapes as they stand), one after the other; string i ends before ends[i].
 * Decodes exactly as JSON.parse does, lone surrogates included; a literal that JSON would refuse is given as its bytes.
 */
export function createByteStringTable(bytes: Uint8Array, ends: Uint32Array): StringTable {
  const startOf = (index: StringIndex): number => (index === 0 ? 0 : ends[index - 1]!);
  const rawOf = (index: StringIndex): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset + startOf(index), Math.min(ends[index]! - startOf(index), MAX_LITERAL_BYTES));

  const text = (index: StringIndex): string => decodeLiteral(rawOf(index));

  /** Strings in whose bytes `part` occurs and that `accept` takes. */
  const search = (part: string, accept: (index: StringIndex) => boolean): StringIndex[] => {
    const needle = Buffer.from(part, 'latin1');
    const found: StringIndex[] = [];
    for (let from = 0; ; ) {
      const offset = indexOf(bytes, needle, from);
      if (offset < 0) return found;
      const index = stringAt(ends, offset);
      const isInside = offset + needle.length <= ends[index]!; // not across two strings
      if (isInside && accept(index)) found.push(index);
      from = isInside ? ends[index]! : offset + 1;
    }
  };

  let escapesPlainText: boolean | null = null;
  /** Whether the text stands in the bytes as it is, wherever it occurs. */
  const isWrittenAsIs = (wanted: string): boolean => wanted !== '' && isPlain(wanted) && !(escapesPlainText ??= hasNeedlessEscapes(bytes));

  const find = (wanted: string): StringIndex[] => {
    if (!isWrittenAsIs(wanted)) return scan(ends.length, (index) => text(index) === wanted);
    return search(wanted, (index) => ends[index]! - startOf(index) === wanted.length);
  };

  return {
    count: ends.length,
    text,
    find,
    findEach: (texts) => texts.map(find),
    findContaining(part) {
      if (!isWrittenAsIs(part)) return scan(ends.length, (index) => text(index).includes(part));
      // The letter of an escape (`\n`) is no letter of the text.
      return search(part, (index) => !rawOf(index).includes(BACKSLASH) || text(index).includes(part));
    },
  };
}

/** The text of a literal's inside, as JSON.parse gives it. */
export function decodeLiteral(raw: Buffer): string {
  return raw.includes(BACKSLASH) ? unescape(raw.toString('utf8')) : raw.toString('utf8');
}

/** A table of ordinary strings: for tests and for formats that have no literals. */
export function createTextStringTable(texts: readonly string[]): StringTable {
  const find = (wanted: string): StringIndex[] => scan(texts.length, (index) => texts[index] === wanted);
  return {
    count: texts.length,
    text: (index) => texts[index]!,
    find,
    findEach: (wanted) => wanted.map(find),
    findContaining: (part) => scan(texts.length, (index) => texts[index]!.includes(part)),
  };
}

/** Where `needle` occurs in `bytes` from `from` on, or -1. */
function indexOf(bytes: Uint8Array, needle: Buffer, from: number): number {
  for (let start = from; start < bytes.length; start += SEARCH_BYTES) {
    const length = Math.min(SEARCH_BYTES + needle.length - 1, bytes.length - start);
    const offset = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).indexOf(needle);
    if (offset >= 0) return start + offset;
  }
  return -1;
}

/** The string that holds byte `offset`. */
function stringAt(ends: Uint32Array, offset: number): StringIndex {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Printable ASCII without quote and backslash: V8 never escapes it. Source: V8, heap-snapshot-generator.cc, SerializeString. */
function isPlain(text: string): boolean {
  return /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(text);
}

/** Whether plain text is escaped somewhere after all (`\/`, `\u0041`), as other programs do that wrote the file anew. One pass. */
function hasNeedlessEscapes(bytes: Uint8Array): boolean {
  return hasEscape(bytes, '\\/', () => true) || hasEscape(bytes, '\\u00', (end) => bytes[end]! >= 0x32 && bytes[end]! <= 0x37); // U+0020 … U+007F
}

/** Whether `escape` occurs, with an `accept`ed place behind it, and its backslash is not an escaped one itself (as in `\\/`, from regular expressions). */
function hasEscape(bytes: Uint8Array, escape: string, accept: (end: number) => boolean): boolean {
  const needle = Buffer.from(escape);
  for (let offset = indexOf(bytes, needle, 0); offset >= 0; offset = indexOf(bytes, needle, offset + 1)) {
    let before = offset;
    while (before > 0 && bytes[before - 1] === BACKSLASH) before--;
    if ((offset - before) % 2 === 0 && accept(offset + needle.length)) return true;
  }
  return false;
}

function unescape(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw; // a control character or an escape that JSON does not have: show what is there
  }
}

function scan(count: number, matches: (index: StringIndex) => boolean): StringIndex[] {
  const found: StringIndex[] = [];
  for (let index = 0; index < count; index++) if (matches(index)) found.push(index);
  return found;
}
