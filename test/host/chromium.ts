/** Finds a Chromium for the tests; on Debian and Ubuntu, as root, installs it from the distribution when there is none. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock.ts';

const run = promisify(execFile);
const lock = join(__dirname, '../../.cache/chromium.lock');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** What Chromium needs to run headless in a container, as root, and without asking anything of the network. */
export const CHROMIUM_ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Path of a Chromium: $CHROMIUM, else the first on the PATH, else a fresh install. */
export async function findChromium(say: (line: string) => void = () => {}): Promise<string> {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  return onPath() ?? (await withLock(lock, () => install(say)));
}

function onPath(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) if (isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function install(say: (line: string) => void): Promise<string> {
  const already = onPath(); // another process had the lock and was faster
  if (already) return already;
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('no Chromium found: install one (Debian: sudo apt-get install chromium) or name it in the variable CHROMIUM');
  say('installing Chromium');
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 1 << 28 };
  await run('apt-get', ['update', '-qq'], options);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  const installed = onPath();
  if (!installed) throw new Error('apt-get installed chromium, but it is not on the PATH');
  return installed;
}
