/**
 * Clones HEAD into a temporary folder and runs `npm test` there with an empty home folder: proves that nothing depends on what happens to
 * lie about in this checkout. Words are passed on: `node test/run/freshClone.mjs unit vscode`. --keep leaves the clone for a look.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const words = process.argv.slice(2);
const isKept = words.includes('--keep');
const folder = mkdtempSync(join(tmpdir(), 'heapline-clone-'));
const clone = join(folder, 'heapline');
const home = join(folder, 'home');
mkdirSync(home);

/** What a shell needs, and how to reach the network; nothing of an editor, a package manager or this checkout. */
const kept = Object.entries(process.env).filter(([name]) => /^(PATH|LANG|LC_.*|TERM|TZ|.*_proxy|.*_PROXY|SSL_CERT_.*|NODE_EXTRA_CA_CERTS)$/.test(name));
const env = { ...Object.fromEntries(kept), HOME: home };

const run = (command, args, cwd) => spawnSync(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;

let status = run('git', ['clone', '--quiet', '--no-local', root, clone], folder);
if (status === 0) status = run('npm', ['test', '--silent', '--', ...words.filter((word) => word !== '--keep')], clone);
if (isKept) console.error(`kept: ${folder}`);
else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
process.exitCode = status;
