/** The `strings` section: the raw bytes between the quotes, kept as they are and decoded only when asked. */
import type { CancelSignal } from '../../base/cancel.ts';
import { withRoom } from '../../base/growableColumn.ts';
import { createByteStringTable } from '../../model/byteStringTable.ts';
import type { StringTable } from '../../model/heapGraph.ts';
import { BACKSLASH, CLOSE_BRACKET, COMMA, errorAt, expect, MORE, OPEN_BRACKET, peek, QUOTE, unexpected, type ByteWindow } from './byteWindow.ts';
import type { Section } from './section.ts';

/** One Uint8Array holds all strings; Node 20 allows 4 GiB of it. Largest section seen: 35 MB of a 423 MB file. */
const MAX_BYTES = 0xffffffff;

export function createStringSection(cancel: CancelSignal): Section & { table(): StringTable } {
  let bytes = new Uint8Array(1 << 16);
  let ends = new Uint32Array(1 << 12);
  let count = 0;
  let used = 0;
  let phase: 'open' | 'first' | 'separator' | 'string' | 'inside' = 'open';
  let escaped = false;

  /** Takes bytes up to the closing quote; false when the window ends before. */
  const takeInside = (window: ByteWindow): boolean => {
    const { bytes: input, end } = window;
    const start = window.position;
    let position = start;
    if (escaped && position < end) {
      position++;
      escaped = false;
    }
    while (position < end && input[position] !== QUOTE) {
      if (input[position] === BACKSLASH) position++;
      position++;
    }
    escaped = position > end; // the window ended right after a backslash
    const stop = Math.min(position, end);
    if (used + stop - start > MAX_BYTES) throw errorAt(window, start, 'outOfMemory', 'the strings take more than 4 GiB');
    bytes = withRoom(bytes, used + stop - start, (n) => new Uint8Array(Math.min(n, MAX_BYTES)));
    bytes.set(input.subarray(start, stop), used);
    used += stop - start;
    window.position = stop;
    if (position >= end) return false;
    window.position++;
    ends = withRoom(ends, count + 1, (n) => new Uint32Array(n));
    ends[count++] = used;
    if ((count & 0xfffff) === 0) cancel.throwIfCancelled();
    return true;
  };

  return {
    read(window) {
      for (;;) {
        if (phase === 'inside') {
          if (!takeInside(window)) return false;
          phase = 'separator';
        }
        if (phase === 'open') {
          if (!expect(window, OPEN_BRACKET)) return false;
          phase = 'first';
        }
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
    table: () => createByteStringTable(bytes.slice(0, used), ends.slice(0, count)),
  };
}
