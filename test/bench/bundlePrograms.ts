/** Bundles the programs of the bench, and Heapline as it ships beside them, into out/bench. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '../..');
const outdir = join(root, 'out/bench');
const programs = join(__dirname, 'programs');
let bundled = false;

/** Path of a program that is ready to run; the first call bundles all (about a second). */
export function benchProgram(name: string): string {
  if (!bundled) bundleAll();
  bundled = true;
  return join(outdir, `${name}.js`);
}

function bundleAll(): void {
  // The programs that ship, for the worker threads that Heapline starts from files beside its own.
  execFileSync(process.execPath, [join(root, 'esbuild.mjs'), '--minify', `--outdir=${outdir}`], { stdio: 'inherit' });
  const names = readdirSync(programs).filter((name) => name.endsWith('.ts'));
  // As esbuild.mjs does with the analyzer.
  buildSync({ absWorkingDir: root, bundle: true, minify: true, keepNames: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'], logLevel: 'warning', outdir, entryPoints: names.map((name) => join(programs, name)) });
}
