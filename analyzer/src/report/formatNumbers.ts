/** Numbers for people. */
import type { Bytes } from '../../protocol/units.ts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1 234 567` as `1,234,567`: the same in every locale, so that output can be compared. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `14.2 MB`; below 1000 bytes exact. Units are decimal, as in DevTools. */
export function formatBytes(bytes: Bytes): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${bytes < 0 ? '-' : ''}${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** With a sign: `+813`, `-4`, `0`. */
export function formatDelta(value: number, format: (value: number) => string = formatCount): string {
  return value > 0 ? `+${format(value)}` : format(value);
}

/** `12.3 %` of the whole; nothing is `0 %`. */
export function formatShare(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '0 %';
}
