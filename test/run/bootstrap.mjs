/**
 * Runs test/run/NAME.ts on a fresh clone: installs the dependencies first when they are missing or older than package-lock.json.
 * Until then nothing but Node itself may be used here.
 *
 *   node test/run/bootstrap.mjs NAME [ARGUMENT]...
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = join(root, 'node_modules/.package-lock.json');

checkNode();
if (!existsSync(installed)) npm('ci');
else if (!isUpToDate()) npm('install');

process.chdir(root);
await import('../../analyzer/kernels/build.mjs'); // what is type-checked, linted and tested imports them
const name = process.argv[2];
process.argv.splice(2, 1);
const { register } = await import('tsx/cjs/api');
register();
createRequire(import.meta.url)(`./${name}.ts`);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node.js 20.19 or newer is needed, this is ${process.versions.node}`);
  process.exit(1);
}

/** True when every package that is installed, or must be, has the version of package-lock.json. */
function isUpToDate() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(installed);
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || (present[path] ? present[path].version === version : optional === true));
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

function npm(command) {
  console.error(`npm ${command}`);
  const { status } = spawnSync('npm', [command, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
