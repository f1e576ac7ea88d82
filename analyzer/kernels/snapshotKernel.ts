/**
 * What most of a heap snapshot consists of, as V8 writes it, into rows of columns: nodes, edges and locations, which are records of numbers,
 * `,1,23,456` with or without a line feed in front, and strings. Compiled to WebAssembly. A record or string is taken when everything about it
 * is as usual; at the first one that is not the kernel stops, and what it has taken holds no error, nothing odd and nothing doubtful. Whatever
 * is left is for the reader in JavaScript, which knows what to say of it.
 *
 * Of records, first the places of all separators are found, 64 bytes at a time: every byte but digits is one. Then numbers are read, each by one load of
 * eight bytes and three multiplications that add up its digits. Neither has a jump that depends on how long a number is.
 * Source: D. Lemire, "Quickly parsing eight digits" (2018); G. Langdale and D. Lemire, "Parsing gigabytes of JSON per second" (2019).
 */

/** Records or strings a call; a record has at most 8 fields. */
export const MAX_RECORDS: u32 = 1024;

/* Where everything is. Rows of one column follow each other; those of different columns have places that differ within a page. */
/** By the file's type: the kind, IS_NUMBERED when the name is a number of its own, UNKNOWN. 256 bytes each. */
export const NODE_KINDS: usize = 0x400;
export const EDGE_KINDS: usize = 0x500;
const SEPARATORS: usize = 0x1000;
export const TEXT: usize = SEPARATORS;
export const MAX_TEXT_BYTES: u32 = 0xa000 - 64;
export const WORDS: usize = 0xb000;
export const NAMES: usize = 0xc040;
export const IDS: usize = 0xd080;
export const SELF_BYTES: usize = 0xe0c0;
export const FIRST_EDGES: usize = 0xf100;
export const TRACE_IDS: usize = 0x10140;
export const KINDS: usize = 0x11180;
export const DETACHEDNESS: usize = 0x115c0;
/* Locations and strings have the same room. */
export const NODES: usize = WORDS;
export const SCRIPT_IDS: usize = NAMES;
export const LINES: usize = IDS;
export const COLUMNS: usize = SELF_BYTES;
export const ENDS: usize = WORDS;
/** The bytes to read, up to a byte that no number, comma or line feed has. SPARE bytes must be there behind it. */
export const WINDOW: usize = 0x12000;
export const SPARE: u32 = 64;

export const IS_NUMBERED: u8 = 0x10;
export const UNKNOWN: u8 = 0xff;
const KIND_MASK: u8 = 0x0f;
const KIND_SHIFT: u32 = 28;

const COMMA: u8 = 0x2c;
const NEWLINE: u8 = 0x0a;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const ZERO: u8 = 0x30;
const MAX_DIGITS: u32 = 10;
const MAX_UINT32: u64 = 0xffffffff;
/** V8's Detachedness: 0 unknown, 1 attached, 2 detached. */
const MAX_DETACHEDNESS: u64 = 2;
/** Multiples of a number of fields, divided by it: exact for quotients below 2^28 and 64 fields. */
const QUOTIENT_SHIFT: u64 = 35;

/* What a call answers besides the number of records. */
/** Where the first record or string is that was not taken. */
export let next: u32 = 0;
/** The largest string index seen in this and the calls before, and where its record begins; `hasNewMaxName` when it is of this call. */
export let maxName: f64 = -1;
export let maxNameStart: u32 = 0;
export let hasNewMaxName: bool = false;
/** The sum of the nodes' edge counts so far. */
export let edgeSum: f64 = 0;
/** Whether the call's rows have anything but 0. */
export let hasTraceIds: bool = false;
export let hasDetachedness: bool = false;

// @ts-ignore: decorator
@inline function separator(index: u32): u32 { return load<u32>(SEPARATORS + (<usize>index << 2)); }
// @ts-ignore: decorator
@inline function put(rows: usize, row: u32, value: u32): void { store<u32>(rows + (<usize>row << 2), value); }

/** One bit a byte of the 64 at `place`, in their order: whether it is no digit. */
// @ts-ignore: decorator
@inline function nonDigits(place: usize): u64 {
  const shift = i8x16.splat(<i8>(0x80 - ZERO)); // digits become -128 … -119
  const last = i8x16.splat(-119);
  const a = i8x16.bitmask(i8x16.gt_s(i8x16.add(v128.load(place), shift), last));
  const b = i8x16.bitmask(i8x16.gt_s(i8x16.add(v128.load(place, 16), shift), last));
  const c = i8x16.bitmask(i8x16.gt_s(i8x16.add(v128.load(place, 32), shift), last));
  const d = i8x16.bitmask(i8x16.gt_s(i8x16.add(v128.load(place, 48), shift), last));
  return joined(a, b, c, d);
}

/** The same: whether it is `byte`. */
// @ts-ignore: decorator
@inline function equals(place: usize, byte: u8): u64 {
  const wanted = i8x16.splat(byte);
  const a = i8x16.bitmask(i8x16.eq(v128.load(place), wanted));
  const b = i8x16.bitmask(i8x16.eq(v128.load(place, 16), wanted));
  const c = i8x16.bitmask(i8x16.eq(v128.load(place, 32), wanted));
  const d = i8x16.bitmask(i8x16.eq(v128.load(place, 48), wanted));
  return joined(a, b, c, d);
}

// @ts-ignore: decorator
@inline function joined(a: i32, b: i32, c: i32, d: i32): u64 {
  return <u64>(<u32>a | (<u32>b << 16)) | (<u64>(<u32>c | (<u32>d << 16)) << 32);
}

/**
 * Lists the separators from the comma at `start` on, at least `wanted` unless there are fewer: commas with a digit behind them, and line feeds
 * with such a comma behind them. Ends before anything else. Answers how many there are.
 */
function findSeparators(start: u32, wanted: u32): u32 {
  store<u32>(SEPARATORS, start);
  let count: u32 = 1;
  let before: u64 = 1; // whether the byte before is a separator
  let newlineBefore: u64 = 0;
  for (let from = start + 1; count < wanted; from += 64) {
    const place = WINDOW + <usize>from;
    const found = nonDigits(place);
    const commas = equals(place, COMMA);
    let broken = found & ((found << 1) | before);
    if (broken != 0 || found != commas || newlineBefore != 0) {
      const newlines = equals(place, NEWLINE);
      const behindNewline = (newlines << 1) | newlineBefore;
      broken = (broken & ~(commas & behindNewline)) | (behindNewline & ~commas) | (found & ~(commas | newlines));
      newlineBefore = newlines >> 63;
    }
    before = found >> 63;
    let bits = broken == 0 ? found : found & ((broken & (0 - broken)) - 1);
    for (; bits != 0; bits &= bits - 1) put(SEPARATORS, count++, from + <u32>ctz(bits));
    if (broken != 0) break;
  }
  return count;
}

/** The number of 1 to 10 digits at `place` of the window. */
// @ts-ignore: decorator
@inline function numberAt(place: u32, digits: u32): u64 {
  const at = WINDOW + <usize>place;
  if (digits <= 8) return eightDigits(load<u64>(at) << (64 - (<u64>digits << 3)));
  const ninth = eightDigits(load<u64>(at)) * 10 + <u64>(load<u8>(at, 8) - ZERO);
  return digits == 9 ? ninth : ninth * 10 + <u64>(load<u8>(at, 9) - ZERO);
}

/** The digits in the bytes of `text`, the first one in the lowest; bytes of 0 count as digits of 0. */
// @ts-ignore: decorator
@inline function eightDigits(text: u64): u64 {
  let sum = text & 0x0f0f0f0f0f0f0f0f;
  sum = ((sum * 2561) >> 8) & 0x00ff00ff00ff00ff;
  sum = ((sum * 6553601) >> 16) & 0x0000ffff0000ffff;
  return (sum * 42949672960001) >> 32;
}

/** Separators a record, for the records that begin with the comma at `start`: in files up to Node 22 there is a line feed behind each. */
function separatorsPerRecord(start: u32, fields: u32): u32 {
  let place = WINDOW + <usize>start;
  for (let field: u32 = 0; field < fields; field++) {
    do place++; while (load<u8>(place) - ZERO <= 9);
    if (load<u8>(place) != COMMA) return field == fields - 1 && load<u8>(place) == NEWLINE ? fields + 1 : fields;
  }
  return fields;
}

/** `(multiple * inverse) >> QUOTIENT_SHIFT` is the quotient; for what is no multiple anything, so that it must be multiplied again to see. */
// @ts-ignore: decorator
@inline function inverseOf(fields: u32): u64 { return ((<u64>1 << QUOTIENT_SHIFT) / fields) + 1; }

/**
 * Edges into WORDS and NAMES: at most `limit` of those that begin with the comma at `start`. `type`, `name`, `target`: places of the fields.
 * Answers how many there are.
 */
export function readEdges(start: u32, limit: u32, fields: u32, type: u32, name: u32, target: u32, nodeFields: u32, nodeCount: u32, maxNameBefore: f64): u32 {
  const stride = separatorsPerRecord(start, fields);
  const found = findSeparators(start, limit * stride + 1);
  const inverse = inverseOf(nodeFields);
  let largest = <i64>maxNameBefore;
  let largestAt: u32 = 0;
  let hasNew = false;
  let record: u32 = 0;
  let at: u32 = 0;
  for (; record < limit && at + stride < found; record++, at += stride) {
    const typeAt = separator(at + type) + 1;
    const nameAt = separator(at + name) + 1;
    const targetAt = separator(at + target) + 1;
    const typeDigits = separator(at + type + 1) - typeAt;
    const nameDigits = separator(at + name + 1) - nameAt;
    const targetDigits = separator(at + target + 1) - targetAt;
    if (typeDigits - 1 >= MAX_DIGITS || nameDigits - 1 >= MAX_DIGITS || targetDigits - 1 >= MAX_DIGITS) break;
    if (separator(at + stride) - separator(at + fields) != stride - fields) break;
    const fileType = typeDigits == 1 ? <u64>(load<u8>(WINDOW + <usize>typeAt) - ZERO) : numberAt(typeAt, typeDigits);
    if (fileType > 0xff) break;
    const kind = load<u8>(EDGE_KINDS + <usize>fileType);
    const nameValue = numberAt(nameAt, nameDigits);
    const offset = numberAt(targetAt, targetDigits);
    const node = (offset * inverse) >> QUOTIENT_SHIFT;
    if (kind == UNKNOWN || nameValue > MAX_UINT32 || node >= <u64>nodeCount || node * <u64>nodeFields != offset) break;
    if (<i64>nameValue > largest && kind < IS_NUMBERED) {
      largest = <i64>nameValue;
      largestAt = separator(at) + 1;
      hasNew = true;
    }
    put(WORDS, record, <u32>node | (<u32>(kind & KIND_MASK) << KIND_SHIFT));
    put(NAMES, record, <u32>nameValue);
  }
  next = separator(at);
  maxName = <f64>largest;
  maxNameStart = largestAt;
  hasNewMaxName = hasNew;
  return record;
}

/**
 * Nodes into KINDS, NAMES, IDS, SELF_BYTES, FIRST_EDGES (where the node's edges end), TRACE_IDS and DETACHEDNESS: at most `limit` of those
 * that begin with the comma at `start`. Every field of a record must be one of these; -1: there is no such field. Answers how many there are.
 */
export function readNodes(start: u32, limit: u32, fields: u32, type: u32, name: u32, id: u32, selfSize: u32, edgeCount: u32, traceId: i32, detachedness: i32, maxNameBefore: f64, edgesBefore: f64): u32 {
  const stride = separatorsPerRecord(start, fields);
  const found = findSeparators(start, limit * stride + 1);
  let largest = <i64>maxNameBefore;
  let largestAt: u32 = 0;
  let hasNew = false;
  let edges = <u64>edgesBefore;
  let traces: u64 = 0;
  let states: u64 = 0;
  let record: u32 = 0;
  let at: u32 = 0;
  for (; record < limit && at + stride < found; record++, at += stride) {
    if (separator(at + stride) - separator(at + fields) != stride - fields) break;
    const fileType = fieldAt(at + type);
    const nameValue = fieldAt(at + name);
    const idValue = fieldAt(at + id);
    const bytes = fieldAt(at + selfSize);
    const edgesValue = fieldAt(at + edgeCount);
    const trace = traceId < 0 ? 0 : fieldAt(at + <u32>traceId);
    const state = detachedness < 0 ? 0 : fieldAt(at + <u32>detachedness);
    if ((nameValue | idValue | bytes | edgesValue | trace | state) > MAX_UINT32 || fileType > 0xff) break;
    const kind = load<u8>(NODE_KINDS + <usize>fileType);
    if (kind == UNKNOWN) break;
    if (<i64>nameValue > largest) {
      largest = <i64>nameValue;
      largestAt = separator(at) + 1;
      hasNew = true;
    }
    edges += edgesValue;
    traces |= trace;
    const known = state <= MAX_DETACHEDNESS ? state : 0;
    states |= known;
    store<u8>(KINDS + <usize>record, kind);
    store<u8>(DETACHEDNESS + <usize>record, <u8>known);
    put(NAMES, record, <u32>nameValue);
    put(IDS, record, <u32>idValue);
    put(SELF_BYTES, record, <u32>bytes);
    put(FIRST_EDGES, record, <u32>edges);
    put(TRACE_IDS, record, <u32>trace);
  }
  next = separator(at);
  maxName = <f64>largest;
  maxNameStart = largestAt;
  hasNewMaxName = hasNew;
  edgeSum = <f64>edges;
  hasTraceIds = traces != 0;
  hasDetachedness = states != 0;
  return record;
}

/** The number behind separator `index`; more than any 32 bits hold when it has no digits or too many. */
// @ts-ignore: decorator
@inline function fieldAt(index: u32): u64 {
  const place = separator(index) + 1;
  const digits = separator(index + 1) - place;
  if (digits == 1) return <u64>(load<u8>(WINDOW + <usize>place) - ZERO);
  return digits - 1 >= MAX_DIGITS ? u64.MAX_VALUE : numberAt(place, digits);
}

/**
 * Locations into NODES, SCRIPT_IDS, LINES and COLUMNS: at most `limit` of those that begin with the comma at `start`. Records have four fields,
 * or five when there is one, `other`, that nobody asks for; -1: there is none. Answers how many there are.
 */
export function readLocations(start: u32, limit: u32, fields: u32, objectIndex: u32, scriptId: u32, line: u32, column: u32, other: i32, nodeFields: u32, nodeCount: u32): u32 {
  const stride = separatorsPerRecord(start, fields);
  const found = findSeparators(start, limit * stride + 1);
  const inverse = inverseOf(nodeFields);
  let record: u32 = 0;
  let at: u32 = 0;
  for (; record < limit && at + stride < found; record++, at += stride) {
    if (separator(at + stride) - separator(at + fields) != stride - fields) break;
    const offset = fieldAt(at + objectIndex);
    const script = fieldAt(at + scriptId);
    const lineValue = fieldAt(at + line);
    const columnValue = fieldAt(at + column);
    const otherValue = other < 0 ? 0 : fieldAt(at + <u32>other);
    if ((offset | script | lineValue | columnValue | otherValue) > MAX_UINT32) break;
    const node = (offset * inverse) >> QUOTIENT_SHIFT;
    if (node >= <u64>nodeCount || node * <u64>nodeFields != offset) break;
    put(NODES, record, <u32>node);
    put(SCRIPT_IDS, record, <u32>script);
    put(LINES, record, <u32>lineValue);
    put(COLUMNS, record, <u32>columnValue);
  }
  next = separator(at);
  return record;
}

/**
 * Strings into TEXT, as they are written but without their quotes, one behind the other, and where each ends, counted from `base`, into ENDS:
 * those that begin with the comma at `start`, behind which there may be a line feed, and end before `end`, while there is room. Answers how
 * many there are.
 */
export function readStrings(start: u32, end: u32, base: u32): u32 {
  let from = start;
  let used: u32 = 0;
  let count: u32 = 0;
  while (count < MAX_RECORDS && load<u8>(WINDOW + <usize>from) == COMMA) {
    const open = from + (load<u8>(WINDOW + <usize>from, 1) == NEWLINE ? 2 : 1);
    if (load<u8>(WINDOW + <usize>open) != QUOTE) break;
    const limit = min(end, open + 1 + MAX_TEXT_BYTES - used);
    const close = copyString(open + 1, limit, TEXT + <usize>used);
    if (close >= limit) break;
    used += close - open - 1;
    put(ENDS, count++, base + used);
    from = close + 1;
  }
  next = from;
  return count;
}

/** Copies bytes from `from` on to `to`, up to the next quote that no backslash hides; answers where that is, `limit` or more when it is not before. */
// @ts-ignore: decorator
@inline function copyString(from: u32, limit: u32, to: usize): u32 {
  const quotes = i8x16.splat(QUOTE);
  const backslashes = i8x16.splat(BACKSLASH);
  while (from < limit) {
    const bytes = v128.load(WINDOW + <usize>from);
    v128.store(to, bytes);
    const ends = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)));
    if (ends == 0) {
      from += 16;
      to += 16;
      continue;
    }
    const place = <u32>ctz(ends);
    from += place;
    if (load<u8>(WINDOW + <usize>from) == QUOTE) return from;
    store<u8>(to + <usize>place, load<u8>(WINDOW + <usize>from, 1), 1); // what the backslash hides may be behind the 16
    from += 2;
    to += <usize>place + 2;
  }
  return limit;
}
