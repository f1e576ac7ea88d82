/**
 * The files of the bench: heaps of a real program (programs/heapProgram.cjs) from 10 MB to 4.7 GB, made once and kept in .cache/bench under
 * names that change with whatever makes them. Sizes are nominal, in MB: the tables show what the files have.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { version as devToolsVersion } from 'chrome-devtools-frontend/package.json';
import { version as typeScriptVersion } from 'typescript/package.json';
import { nodeBinary, type NodeMajor } from '../helpers/nodeBinaries.ts';
import { inflate } from './inflate.ts';

/** What programs/heapProgram.cjs puts into its heap. */
interface Recipe {
  readonly major: NodeMajor;
  readonly sessionCount: number;
  readonly packages: boolean;
  /** A TypeScript program for each number, with so many root files. */
  readonly compilerRootCounts: readonly number[];
  readonly leakedRequestCount: number;
}

export interface Pair {
  readonly before: string;
  readonly after: string;
}

/**
 * Node.js 20 takes 25 s to write the packages' functions, 50 times what Node.js 24 takes (seen with 20.20.2 and 24.21.0), and does not finish
 * the compiler's within minutes, so that the large ones are Node.js 24's.
 */
const RECIPES: Readonly<Record<10 | 100 | 420 | 1100 | 2400, Recipe>> = {
  10: { major: 20, sessionCount: 1_600, packages: false, compilerRootCounts: [], leakedRequestCount: 0 },
  100: { major: 20, sessionCount: 11_000, packages: true, compilerRootCounts: [], leakedRequestCount: 0 },
  420: { major: 24, sessionCount: 97_000, packages: true, compilerRootCounts: [], leakedRequestCount: 0 },
  1100: { major: 24, sessionCount: 5_000, packages: true, compilerRootCounts: [250], leakedRequestCount: 0 },
  2400: { major: 24, sessionCount: 5_000, packages: true, compilerRootCounts: [380, 380], leakedRequestCount: 0 },
};
const PAIR: Recipe = { major: 24, sessionCount: 12_000, packages: true, compilerRootCounts: [], leakedRequestCount: 10_000 };

/** Nominal sizes in MB. 4700 is 2400 twice in one file. */
export const SIZES = [10, 100, 420, 1100, 2400, 4700] as const;
export type Size = (typeof SIZES)[number];

const root = join(__dirname, '../..');
export const BENCH_CACHE = join(root, '.cache/bench');

/** Path of the file; the first call makes it, which takes a second to five minutes and, for the largest, 10 GB of memory. */
export function inputFile(size: Size): string {
  if (size !== 4700) return join(madeOnce(`${size}`, RECIPES[size], ['heap.heapsnapshot']), 'heap.heapsnapshot');
  const source = inputFile(2400);
  const path = join(source, '../twice.heapsnapshot');
  if (!existsSync(path)) {
    inflate(source, `${path}.${process.pid}`);
    renameSync(`${path}.${process.pid}`, path);
  }
  return path;
}

/** Two snapshots of one process of about 100 MB each: before and after a leak. */
export function inputPair(): Pair {
  const folder = madeOnce('pair', PAIR, ['before.heapsnapshot', 'after.heapsnapshot']);
  return { before: join(folder, 'before.heapsnapshot'), after: join(folder, 'after.heapsnapshot') };
}

function madeOnce(label: string, recipe: Recipe, names: readonly string[]): string {
  const binary = nodeBinary(recipe.major);
  const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
  const folder = join(BENCH_CACHE, `${label}-node${version.slice(1)}-${keyOf(recipe)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(BENCH_CACHE, { recursive: true });
  const draft = mkdtempSync(join(BENCH_CACHE, 'draft-'));
  try {
    const { major: _, ...contents } = recipe;
    execFileSync(binary, ['--max-old-space-size=16000', join(programs, 'heapProgram.cjs'), JSON.stringify(contents), ...names.map((name) => join(draft, name))], { stdio: ['ignore', 'ignore', 'inherit'] });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

const programs = join(__dirname, 'programs');

/** Changes with the generator, the recipe and the packages that fill the heap. */
function keyOf(recipe: Recipe): string {
  const hash = createHash('sha256').update(JSON.stringify([recipe, devToolsVersion, typeScriptVersion]));
  for (const name of readdirSync(programs).filter((file) => /[hH]eap.*\.cjs$/.test(file)).sort()) hash.update(readFileSync(join(programs, name)));
  return hash.digest('hex').slice(0, 12);
}
