/**
 * The stretch of the input that is in memory, and small steps through JSON over it. Every step either succeeds as a whole
 * or leaves the position where it was and answers `MORE`, so that an input may be cut anywhere.
 */
import { HeaplineError, type ErrorCode } from '../../../protocol/errors.ts';
import type { ByteOffset } from '../../../protocol/units.ts';

/** Bytes position … end - 1 are unread; bytes[end] is 0, which no JSON holds, so that loops need no bounds check. */
export interface ByteWindow {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
  /** Offset in the whole input of bytes[0]. */
  readonly baseOffset: ByteOffset;
}

/** The window ends before the step does. */
export const MORE = -1;

export const NEWLINE = 0x0a;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

export function isWhitespace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The next byte that is not white space, not consumed; MORE at the end of the window. */
export function peek(window: ByteWindow): number {
  const { bytes } = window;
  let { position } = window;
  while (isWhitespace(bytes[position]!)) position++;
  window.position = position;
  return position < window.end ? bytes[position]! : MORE;
}

/** Consumes `byte` after white space: true; MORE's place taken by false. Errors: malformedInput for any other byte. */
export function expect(window: ByteWindow, byte: number): boolean {
  const next = peek(window);
  if (next === MORE) return false;
  if (next !== byte) throw unexpected(window, `"${String.fromCharCode(byte)}"`);
  window.position++;
  return true;
}

/** An error at the window's position: what was expected and what is there. */
export function unexpected(window: ByteWindow, expected: string): HeaplineError {
  const byte = window.bytes[window.position]!;
  const found = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
  return errorAt(window, window.position, 'malformedInput', `expected ${expected} but found ${found}`);
}

/** An error at a place of the window. */
export function errorAt(window: ByteWindow, position: number, code: ErrorCode, message: string): HeaplineError {
  return new HeaplineError(code, message, { byteOffset: window.baseOffset + position });
}
