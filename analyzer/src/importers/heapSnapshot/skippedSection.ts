/** A value that Heapline has no use for: followed to its end, kept only when asked to (the header). */
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, errorAt, isWhitespace, OPEN_BRACE, OPEN_BRACKET, peek, MORE, QUOTE } from './byteWindow.ts';
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
      while (window.position < end) {
        const byte = bytes[window.position]!;
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
          window.position++;
          if (!inString && depth === 0) return true;
          continue;
        }
        // A bare number or word ends where the next thing begins, which is not ours to consume.
        if (depth === 0 && (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isWhitespace(byte))) return true;
        window.position++;
        if (byte === QUOTE) inString = true;
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
        else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return true;
      }
      return false;
    },
  };
}

/** The largest header seen has 2 kB; one of megabytes is no snapshot's. */
const MAX_KEPT_BYTES = 1 << 20;

/** The same, but the value's text is kept. Errors: malformedInput when it is longer than 1 MiB. */
export function createKeptSection(): Section & { text(): string } {
  const skipped = createSkippedSection();
  const parts: Buffer[] = [];
  let length = 0;
  return {
    read(window) {
      const start = window.position;
      const done = skipped.read(window);
      parts.push(Buffer.from(window.bytes.slice(start, window.position)));
      length += window.position - start;
      if (length > MAX_KEPT_BYTES) throw errorAt(window, start, 'malformedInput', 'the header is longer than 1 MiB');
      return done;
    },
    text: () => Buffer.concat(parts).toString('utf8'),
  };
}
