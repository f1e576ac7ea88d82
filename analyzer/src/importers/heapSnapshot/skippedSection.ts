/** A value that Heapline has no use for: followed to its end, kept only when asked to (the header). */
import type { ByteOffset } from '../../../protocol/units.ts';
import { HeaplineError } from '../../../protocol/errors.ts';
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, isWhitespace, OPEN_BRACE, OPEN_BRACKET, peek, MORE, QUOTE } from './byteWindow.ts';
import type { Section } from './section.ts';

/** Reads any JSON value, checking only brackets and strings. */
export function createSkippedSection(): Section {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let started = false;
  return {
    read(window) {
      const { bytes, end } = window;
      if (!started) {
        if (peek(window) === MORE) return false;
        started = true;
      }
      let { position } = window;
      let isComplete = false;
      while (position < end && !isComplete) {
        const byte = bytes[position]!;
        if (escaped) escaped = false;
        else if (inString) {
          escaped = byte === BACKSLASH;
          inString = byte !== QUOTE;
          isComplete = !inString && depth === 0;
        } else if (byte === QUOTE) inString = true;
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
        // A bare number or word ends where the next thing begins, which is not ours to consume.
        else if (depth === 0 && (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isWhitespace(byte))) {
          isComplete = true;
          break;
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) isComplete = --depth === 0;
        position++;
      }
      window.position = position;
      return isComplete;
    },
  };
}

/** The largest header seen has 2 kB; one of megabytes is no snapshot's. */
const MAX_KEPT_BYTES = 1 << 20;

/** The same, but the value's text is kept. Errors: malformedInput when it is longer than 1 MiB. */
export function createKeptSection(): Section & { text(): string } {
  const skipped = createSkippedSection();
  const parts: Uint8Array[] = [];
  let length = 0;
  let byteOffset: ByteOffset = 0;
  return {
    read(window) {
      const start = window.position;
      if (length === 0) byteOffset = window.baseOffset + start;
      const done = skipped.read(window);
      parts.push(window.bytes.slice(start, window.position));
      length += window.position - start;
      if (length > MAX_KEPT_BYTES) throw new HeaplineError('malformedInput', 'the header is longer than 1 MiB', { byteOffset });
      return done;
    },
    text: () => Buffer.concat(parts).toString('utf8'),
  };
}
