/** Numbers in the sentences of rules. */
import type { Bytes } from '../../../protocol/units.ts';

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

export function bytes(value: Bytes): string {
  if (value < 1000) return `${value} bytes`;
  return value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
