/** The bundled programs in dist/, built when missing or older than their sources were at the start of this test run. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');
let built = false;

/** Path of a bundled program; the first call builds all of them (about half a second), so that no test runs against an old one. */
export function bundledProgram(name: 'analyzer' | 'cli' | 'extension'): string {
  // The test run's own build step says so to spare each mocha process the time.
  if (!built && process.env.HEAPLINE_BUILT !== '1') execFileSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
  built = true;
  return join(root, 'dist', `${name}.js`);
}
