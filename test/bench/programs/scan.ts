/** How fast one core can look at the bytes of a file, and how fast they can be read: what no loader can beat. Argument: the file. */
import { closeSync, openSync, readSync } from 'node:fs';
import { finish } from './answer.ts';
import { ownCost } from './ownCost.ts';

const chunk = new Uint8Array(16 << 20);

/** Milliseconds of reading the file once, chunk by chunk. */
function timed(path: string, look: (count: number) => void): number {
  const startMs = performance.now();
  const file = openSync(path, 'r');
  for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) look(count);
  closeSync(file);
  return performance.now() - startMs;
}

let sum = 0;
const add = (count: number): void => {
  let subtotal = 0;
  for (let index = 0; index < count; index++) subtotal = (subtotal + chunk[index]!) | 0;
  sum = (sum + subtotal) | 0;
};

const path = process.argv[2]!;
timed(path, () => {}); // so that it is in the operating system's cache
const readMs = timed(path, () => {});
const scanMs = Math.min(timed(path, add), timed(path, add));
finish({ ...ownCost(), readMs, scanMs, sum });
