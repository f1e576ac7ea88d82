/**
 * A string table over the raw bytes of JSON string literals. A snapshot of a gigabyte has a million strings, a view shows a
 * hundred: nothing is decoded before it is asked for.
 */
import type { StringTable } from './heapGraph.ts';

const BACKSLASH = 0x5c;

/**
 * `bytes`: the literals' insides (no quotes, escapes as they stand), one after the other; string i ends before ends[i].
 * Decodes exactly as JSON.parse does, lone surrogates included; a literal that JSON would refuse is given as its bytes.
 */
export function createByteStringTable(bytes: Uint8Array, ends: Uint32Array): StringTable {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const startOf = (index: number): number => (index === 0 ? 0 : ends[index - 1]!);

  /** The string that holds byte `offset`. */
  const indexAt = (offset: number): number => {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  const text = (index: number): string => {
    const start = startOf(index);
    const end = ends[index]!;
    const raw = buffer.toString('utf8', start, end);
    for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return unescape(raw);
    return raw;
  };

  const search = (part: string, accept: (index: number, offset: number, length: number) => boolean): number[] => {
    const needle = Buffer.from(part, 'latin1');
    const found: number[] = [];
    for (let offset = buffer.indexOf(needle); offset >= 0; ) {
      const index = indexAt(offset);
      const fits = offset + needle.length <= ends[index]!; // not across two strings
      if (fits && accept(index, offset, needle.length)) {
        found.push(index);
        offset = buffer.indexOf(needle, ends[index]!);
      } else offset = buffer.indexOf(needle, offset + 1);
    }
    return found;
  };

  return {
    count: ends.length,
    text,
    find(wanted) {
      if (wanted === '' || !isPlain(wanted)) return scan(ends.length, (index) => text(index) === wanted);
      return search(wanted, (index, offset, length) => offset === startOf(index) && offset + length === ends[index]);
    },
    findContaining(part) {
      if (part === '' || !isPlain(part)) return scan(ends.length, (index) => text(index).includes(part));
      return search(part, () => true);
    },
  };
}

/** A table of ordinary strings: for tests and for formats that have no literals. */
export function createTextStringTable(texts: readonly string[]): StringTable {
  return {
    count: texts.length,
    text: (index) => texts[index]!,
    find: (wanted) => scan(texts.length, (index) => texts[index] === wanted),
    findContaining: (part) => scan(texts.length, (index) => texts[index]!.includes(part)),
  };
}

/** Printable ASCII without quote and backslash: every writer of snapshots puts it down as it is, so that bytes can be compared. */
function isPlain(text: string): boolean {
  return /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(text);
}

function unescape(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw; // a control character or an escape that JSON does not have: show what is there
  }
}

function scan(count: number, matches: (index: number) => boolean): number[] {
  const found: number[] = [];
  for (let index = 0; index < count; index++) if (matches(index)) found.push(index);
  return found;
}
