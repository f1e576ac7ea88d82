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

let seen = 0;
const add = (count: number): void => {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += chunk[index]!;
  seen += sum;
};
const readNumbers = (count: number): void => {
  let value = 0;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const digit = chunk[index]! - 0x30;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else {
      sum = (sum + value) | 0;
      value = 0;
    }
  }
  seen += sum;
};

const path = process.argv[2]!;
timed(path, () => {}); // so that it is in the operating system's cache
const readMs = timed(path, () => {});
const sumMs = Math.min(timed(path, add), timed(path, add));
const numbersMs = Math.min(timed(path, readNumbers), timed(path, readNumbers));
finish({ ...ownCost(), readMs, sumMs, numbersMs, seen });
