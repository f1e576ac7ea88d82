/** Numbers as the panel writes them. Exact bytes in the cells, rounded sizes in tooltips, or the reverse. */
import type { Bytes, Distance } from '../../../analyzer/protocol/units.ts';
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE } from '../../../analyzer/protocol/units.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const MINUS = '\u2212';

/** `1,234,567`. Separators are the same everywhere, so that numbers can be compared with DevTools' and with reports. */
export function formatCount(count: number): string {
  const digits = Math.abs(count).toLocaleString('en-US', { maximumFractionDigits: 0 });
  return count < 0 ? MINUS + digits : digits;
}

/** `14.2 MB`; below 1000 bytes exact. Decimal units, as in DevTools. */
export function formatSize(bytes: Bytes): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${bytes < 0 ? MINUS : ''}${value.toFixed(unit === 0 || value >= 99.95 ? 0 : 1)} ${UNITS[unit]}`;
}

/** With a sign: `+813`, `−4`, `0`. */
export function formatDelta(value: number, format: (value: number) => string): string {
  return value > 0 ? `+${format(value)}` : format(value);
}

/** Whole percent as in DevTools; what is more than nothing but less than half a percent is `<1 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0 || part === 0) return '0 %';
  const share = Math.round((100 * part) / whole);
  return share === 0 ? '<1 %' : `${share} %`;
}

/** `3`; `–` when no path reaches it. A distance from the system roots has no meaning to a user either. */
export function formatDistance(distance: Distance): string {
  return distance === UNREACHABLE_DISTANCE || distance < 0 || distance >= DISTANCE_BASE_SYSTEM ? '–' : formatCount(distance);
}
