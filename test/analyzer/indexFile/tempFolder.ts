/** A folder for the files of one test, and a disk that refuses. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const FORMAT = { magic: 'TEST COLUMNS', version: 3 };

/** What `use` returns; the folder is gone afterwards. */
export function inFolder<Result>(use: (folder: string) => Result): Result {
  const folder = fs.mkdtempSync(join(tmpdir(), 'heapline-columns-'));
  try {
    return use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Runs `work` while one function of node:fs is another. `make` gets the real one. */
export function withFs<Name extends 'readSync' | 'writeSync' | 'openSync' | 'renameSync' | 'closeSync', Result>(name: Name, make: (real: (typeof fs)[Name]) => unknown, work: () => Result): Result {
  const real = fs[name];
  Object.assign(fs, { [name]: make(real) });
  try {
    return work();
  } finally {
    Object.assign(fs, { [name]: real });
  }
}

/** What the operating system throws. */
export function refusal(code: string): Error {
  return Object.assign(new Error(`${code}: the disk says no`), { code });
}

/** Numbers below 2^32 that are the same in each run: Marsaglia 2003, xorshift. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
