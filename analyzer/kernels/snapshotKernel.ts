/**
 * What most of a heap snapshot consists of, as V8 writes it, into rows of columns: nodes, edges and locations, which are records of numbers,
 * `,1,23,456` with or without a line feed in front, and strings. Compiled to WebAssembly. A record or string is taken when everything about it
 * is as usual; at the first one that is not the kernel stops, and what it has taken holds no error, nothing odd and nothing doubtful. Whatever
 * is left is for the reader in JavaScript, which knows what to say of it.
 *
 * Of records, first the places of all separators are found, 64 bytes at a time: every byte but digits is one. Then numbers are read, one or two
 * by a load of eight bytes each and three multiplications that add up their digits, without a jump that depends on how long a number is.
 * Source: D. Lemire, "Quickly parsing eight digits" (2018); G. Langdale and D. Lemire, "Parsing gigabytes of JSON per second" (2019).
 */

/** Records or strings a call; a record has at most 8 fields. */
export const MAX_RECORDS: u32 = 1024;

/* Where everything is. Rows of one column follow each other; those of different columns have places that differ within a page. */
/** By the file's type: the kind, IS_NUMBERED when the name is a number of its own, UNKNOWN. 256 bytes each. */
export const NODE_KINDS: usize = 0x400;
export const EDGE_KINDS: usize = 0x500;
/** For numbers of 0 to 8 digits 16 bytes each: which bytes of two words of eight their digits come from when they are moved to the end. */
const ALIGNMENTS: usize = 0x600;
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

/* Of numbers with at most eight digits two are read at a time, as vectors. Each lane adds up twice as many digits as the one before. */

memory.grow(2); // two pages for all of this but the window
for (let digits = 1; digits <= 8; digits++) {
  for (let place = 0; place < 8; place++) {
    const from = place + digits - 8;
    store<u8>(ALIGNMENTS + <usize>(16 * digits + place), from < 0 ? 0x80 : from);
    store<u8>(ALIGNMENTS + <usize>(16 * digits + 8 + place), from < 0 ? 0x80 : 8 + from);
  }
}

/** Lanes of 32 bits: the first four and the last four digits of the number behind the separator at `first`, then of the one behind `second`. */
// @ts-ignore: decorator
@inline function halves(first: u32, firstDigits: u32, second: u32, secondDigits: u32): v128 {
  const text = v128.load_lane<u64>(WINDOW + <usize>second, v128.load_zero<u64>(WINDOW + <usize>first, 1), 1, 1);
  const order = v128.load_lane<u64>(ALIGNMENTS + <usize>(secondDigits << 4), v128.load_zero<u64>(ALIGNMENTS + <usize>(firstDigits << 4)), 1, 8);
  const digits = v128.and(i8x16.swizzle(text, order), i8x16.splat(0x0f));
  const pairs = i16x8.shr_u(i16x8.mul(digits, i16x8.splat(2561)), 8);
  return i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
}

/** Lanes of 32 bits: the numbers whose halves these are. */
// @ts-ignore: decorator
@inline function wholes(first: v128, second: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(first, second), i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
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
 * Edges into WORDS and NAMES: at most `limit` of those that begin with the comma at `start`, whose fields are the type, the name and the target.
 * Answers how many there are.
 */
export function readEdges(start: u32, limit: u32, nodeFields: u32, nodeCount: u32, maxNameBefore: f64): u32 {
  const stride = separatorsPerRecord(start, 3);
  const found = findSeparators(start, limit * stride + 1);
  const inverse = inverseOf(nodeFields);
  let largest = <i64>maxNameBefore;
  let largestAt: u32 = 0;
  let hasNew = false;
  let record: u32 = 0;
  let at: u32 = 0;
  for (; record < limit && at + stride < found; record++, at += stride) {
    const first = separator(at);
    const second = separator(at + 1);
    const third = separator(at + 2);
    const last = separator(at + 3);
    if (second - first != 2 || separator(at + stride) - last != stride - 3) break;
    const kind = load<u8>(EDGE_KINDS - ZERO + <usize>load<u8>(WINDOW + <usize>first, 1));
    const nameDigits = third - second - 1;
    const targetDigits = last - third - 1;
    let name: u64, offset: u64;
    if (((nameDigits - 1) | (targetDigits - 1)) < 8) {
      const both = halves(second, nameDigits, third, targetDigits);
      const numbers = wholes(both, both);
      name = <u64>i32x4.extract_lane(numbers, 0);
      offset = <u64>i32x4.extract_lane(numbers, 1);
    } else {
      name = fieldAt(at + 1);
      offset = fieldAt(at + 2);
    }
    const node = (offset * inverse) >> QUOTIENT_SHIFT;
    if (kind == UNKNOWN || name > MAX_UINT32 || node >= <u64>nodeCount || node * <u64>nodeFields != offset) break;
    if (<i64>name > largest && kind < IS_NUMBERED) {
      largest = <i64>name;
      largestAt = first + 1;
      hasNew = true;
    }
    put(WORDS, record, <u32>node | (<u32>(kind & KIND_MASK) << KIND_SHIFT));
    put(NAMES, record, <u32>name);
  }
  next = separator(at);
  maxName = <f64>largest;
  maxNameStart = largestAt;
  hasNewMaxName = hasNew;
  return record;
}

/**
 * Nodes into KINDS, NAMES, IDS, SELF_BYTES, FIRST_EDGES (where the node's edges end), TRACE_IDS and DETACHEDNESS: at most `limit` of those
 * that begin with the comma at `start`, whose first fields are the type, the name, the id, the size and the number of edges. `traceId`,
 * `detachedness`: places of the others, which must be all there are; 0: there is no such field. Answers how many there are.
 */
export function readNodes(start: u32, limit: u32, fields: u32, traceId: u32, detachedness: u32, maxNameBefore: f64, edgesBefore: f64): u32 {
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
    const beforeType = separator(at);
    const beforeName = separator(at + 1);
    const typeDigits = beforeName - beforeType - 1;
    if (typeDigits - 1 > 1) break;
    const firstDigit = <u32>(load<u8>(WINDOW + <usize>beforeType, 1) - ZERO);
    const fileType = select<u32>(firstDigit, firstDigit * 10 + <u32>load<u8>(WINDOW + <usize>beforeType, 2) - ZERO, typeDigits == 1);
    const trace = traceId == 0 ? 0 : fieldAt(at + traceId);
    const state = detachedness == 0 ? 0 : fieldAt(at + detachedness);
    const beforeId = separator(at + 2);
    const beforeSize = separator(at + 3);
    const beforeCount = separator(at + 4);
    const nameDigits = beforeId - beforeName - 1;
    const idDigits = beforeSize - beforeId - 1;
    const sizeDigits = beforeCount - beforeSize - 1;
    const countDigits = separator(at + 5) - beforeCount - 1;
    let name: u64, id: u64, bytes: u64, count: u64;
    if (((nameDigits - 1) | (idDigits - 1) | (sizeDigits - 1) | (countDigits - 1)) < 8) {
      const numbers = wholes(halves(beforeName, nameDigits, beforeId, idDigits), halves(beforeSize, sizeDigits, beforeCount, countDigits));
      name = <u64>i32x4.extract_lane(numbers, 0);
      id = <u64>i32x4.extract_lane(numbers, 1);
      bytes = <u64>i32x4.extract_lane(numbers, 2);
      count = <u64>i32x4.extract_lane(numbers, 3);
    } else {
      name = fieldAt(at + 1);
      id = fieldAt(at + 2);
      bytes = fieldAt(at + 3);
      count = fieldAt(at + 4);
    }
    if ((name | id | bytes | count | trace | state) > MAX_UINT32) break;
    const kind = load<u8>(NODE_KINDS + <usize>fileType);
    if (kind == UNKNOWN) break;
    if (<i64>name > largest) {
      largest = <i64>name;
      largestAt = beforeType + 1;
      hasNew = true;
    }
    edges += count;
    traces |= trace;
    const known = state <= MAX_DETACHEDNESS ? state : 0;
    states |= known;
    store<u8>(KINDS + <usize>record, kind);
    store<u8>(DETACHEDNESS + <usize>record, <u8>known);
    put(NAMES, record, <u32>name);
    put(IDS, record, <u32>id);
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
