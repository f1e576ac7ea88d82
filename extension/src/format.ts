/** Numbers for people, in the language of the editor. No `vscode` here: the locale is handed in. */
import type { Bytes, Milliseconds, UnixMs } from '../../analyzer/protocol/units.ts';

/** The true minus sign and its plus: `+1,649`, `−3`, `0`. */
export function formatDelta(value: number, locale: string): string {
  return signed(value, new Intl.NumberFormat(locale).format(Math.abs(value)));
}

export function formatCount(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Three figures at most, steps of 1,000 as DevTools has them: `812 byte`, `4.1 MB`, `123 MB`. */
export function formatBytes(bytes: Bytes, locale: string): string {
  let value = Math.abs(bytes);
  let unit = 0;
  // 999.5 would be shown as 1,000 of the smaller unit.
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  const text = new Intl.NumberFormat(locale, { style: 'unit', unit: BYTE_UNITS[unit]!, unitDisplay: unit === 0 ? 'long' : 'short', maximumFractionDigits: digits }).format(value);
  return bytes < 0 ? `−${text}` : text;
}

export function formatBytesDelta(bytes: Bytes, locale: string): string {
  return signed(bytes, formatBytes(Math.abs(bytes), locale));
}

/** `40 ms`, `1.2 s`, `3 min`. */
export function formatDuration(durationMs: Milliseconds, locale: string): string {
  const [value, unit, digits] = durationMs < 999.5 ? [durationMs, 'millisecond', 0] : durationMs < 59_950 ? [durationMs / 1000, 'second', 1] : [durationMs / 60_000, 'minute', 1];
  return new Intl.NumberFormat(locale, { style: 'unit', unit: unit as string, unitDisplay: 'short', maximumFractionDigits: digits as number }).format(value as number);
}

/** The time alone on the same day as `nowMs`, else with the date. */
export function formatTime(takenAtMs: UnixMs, nowMs: UnixMs, locale: string): string {
  const taken = new Date(takenAtMs);
  const sameDay = taken.toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(locale, sameDay ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' }).format(taken);
}

const LONGEST_LINE = 200;

/** Untrusted text on one line of bounded length: control characters and what would turn the reading direction become spaces. */
export function oneLine(text: string, longest: number = LONGEST_LINE): string {
  const flat = text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f]+/gu, ' ').trim();
  return flat.length <= longest ? flat : `${flat.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function signed(value: number, text: string): string {
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}
