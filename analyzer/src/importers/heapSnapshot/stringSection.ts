/** The `strings` section: the raw bytes between the quotes, kept as they are and decoded only when asked. */
import type { CancelSignal } from '../../base/cancel.ts';
import { createColumn, trimmed, withRoom } from '../../base/growableColumn.ts';
import { firstRows, type SnapshotKernel } from '../../kernels/snapshotKernel.ts';
import { BACKSLASH, CLOSE_BRACKET, COMMA, errorAt, expect, MORE, OPEN_BRACKET, peek, QUOTE, unexpected, type ByteWindow } from './byteWindow.ts';
import type { Section } from './section.ts';

/** Ends of strings are 32-bit. Largest section seen: 35 MB of a 423 MB file. */
const MAX_BYTES = 0xffffffff;

interface StringStore {
  bytes: Uint8Array;
  /** Where each string ends in bytes. */
  ends: Uint32Array;
  count: number;
  usedBytes: number;
  /** The window ended right after a backslash: the next byte is no closing quote. */
  escaped: boolean;
}

/** `capacityBytes`: room to make at once; the section grows beyond it. `kernel`: whose memory the window is, or null. */
export function createStringSection(capacityBytes: number, cancel: CancelSignal, kernel: SnapshotKernel | null): Section & { columns(): { bytes: Uint8Array; ends: Uint32Array } } {
  const strings: StringStore = { bytes: createColumn(Uint8Array, capacityBytes), ends: createColumn(Uint32Array, 1 << 12), count: 0, usedBytes: 0, escaped: false };
  let phase: 'open' | 'first' | 'separator' | 'string' | 'inside' = 'open';
  return {
    read(window) {
      cancel.throwIfCancelled();
      for (;;) {
        if (phase === 'inside') {
          if (!takeInside(strings, window)) return false;
          phase = 'separator';
        }
        if (phase === 'open') {
          if (!expect(window, OPEN_BRACKET)) return false;
          phase = 'first';
        }
        if (phase === 'separator' && kernel) while (takeUsual(strings, window, kernel));
        const byte = peek(window);
        if (byte === MORE) return false;
        if (byte === CLOSE_BRACKET && phase !== 'string') {
          window.position++;
          return true;
        }
        if (phase === 'separator') {
          if (byte !== COMMA) throw unexpected(window, '"," or "]"');
          phase = 'string';
        } else {
          if (byte !== QUOTE) throw unexpected(window, 'a string');
          phase = 'inside';
        }
        window.position++;
      }
    },
    columns: () => ({ bytes: strings.bytes.subarray(0, strings.usedBytes), ends: trimmed(strings.ends, strings.count) }),
  };
}

/** Lets the kernel take whole strings, each with the comma before it; false when it took none. */
function takeUsual(strings: StringStore, window: ByteWindow, { rows, readStrings }: SnapshotKernel): boolean {
  const { count: before, usedBytes } = strings;
  if (usedBytes + rows.text.length > MAX_BYTES) return false;
  const { count, next } = readStrings(window.position, window.end, usedBytes);
  if (count === 0) return false;
  strings.count = before + count;
  strings.usedBytes = rows.ends[count - 1]!;
  strings.bytes = withRoom(strings.bytes, strings.usedBytes);
  strings.bytes.set(rows.text.subarray(0, strings.usedBytes - usedBytes), usedBytes);
  strings.ends = withRoom(strings.ends, strings.count);
  strings.ends.set(firstRows(rows.ends, count), before);
  window.position = next;
  return true;
}

/** Takes bytes up to the closing quote, and the quote; false when the window ends before. Errors: outOfMemory. */
function takeInside(strings: StringStore, window: ByteWindow): boolean {
  const { bytes: input, end } = window;
  let { position } = window;
  let { usedBytes } = strings;
  if (strings.escaped && position < end) {
    strings.escaped = false;
    strings.bytes = withRoom(strings.bytes, usedBytes + 1);
    strings.bytes[usedBytes++] = input[position++]!;
  }
  const start = position;
  while (position < end && input[position] !== QUOTE) position += input[position] === BACKSLASH ? 2 : 1;
  if (position > end) {
    strings.escaped = true;
    position = end;
  }
  if (usedBytes + position - start > MAX_BYTES) throw errorAt(window, start, 'outOfMemory', 'the strings take more than 4 GiB');
  strings.bytes = withRoom(strings.bytes, usedBytes + position - start);
  const { bytes } = strings;
  for (let from = start; from < position; from++) bytes[usedBytes++] = input[from]!; // most are short: a view of each would cost more than the copy
  strings.usedBytes = usedBytes;
  window.position = position;
  if (position >= end) return false;
  window.position++;
  strings.ends = withRoom(strings.ends, strings.count + 1);
  strings.ends[strings.count++] = usedBytes;
  return true;
}
