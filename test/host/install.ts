/**
 * Installs a real VS Code that runs without a display: the server build in the npm package code-server, and a Node for it. Needs npm,
 * tar and, for two small native modules, python3, make and g++. Takes half a minute to a minute and 310 to 360 MB a version.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock.ts';
import { HOST_VERSIONS, UNUSED_EXTENSIONS, UNUSED_MODULES, type HostName, type HostVersion, type Pinned } from './versions.ts';

export interface InstalledHost {
  /** Version of VS Code. */
  readonly vscode: string;
  /** The Node to run it on. */
  readonly node: string;
  /** Its server-main.js. */
  readonly server: string;
}

const run = promisify(execFile);
const cache = join(__dirname, '../../.cache/vscode-host');
const MAX_OUTPUT_BYTES = 1 << 28;

/** The host that $HEAPLINE_VSCODE_HOST asks for: `latest` unless it says `oldest`. */
export const defaultHost = (): HostName => (process.env.HEAPLINE_VSCODE_HOST === 'oldest' ? 'oldest' : 'latest');

/** True where this VS Code can be installed at all. */
export const isHostSupported = process.platform === 'linux' && process.arch === 'x64';

/** The host, installed if it was not. Safe to call from several processes at once; a broken attempt leaves nothing. */
export async function installHost(name: HostName, say: (line: string) => void = () => {}): Promise<InstalledHost> {
  const version = HOST_VERSIONS[name];
  const folder = join(cache, version.vscode);
  const host = { vscode: version.vscode, node: join(folder, 'node/bin/node'), server: join(folder, 'vscode/out/server-main.js') };
  if (existsSync(folder)) return host;
  if (!isHostSupported) throw new Error(`the VS Code server build is installed on Linux x64 only, this is ${process.platform} ${process.arch}`);
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    say(`installing VS Code ${version.vscode} (server build)`);
    const draft = mkdtempSync(join(cache, 'draft-'));
    try {
      await installInto(draft, version);
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  });
  return host;
}

async function installInto(folder: string, { codeServer, node, nativeModules, ripgrep }: HostVersion): Promise<void> {
  const nodeFolder = join(folder, 'node');
  const vscode = join(folder, 'vscode');
  await Promise.all([
    unpack(node, nodeFolder, ['--strip-components=1', 'package/bin/node', 'package/LICENSE', 'package/include']),
    unpack(codeServer, vscode, ['--strip-components=3', ...UNUSED_EXTENSIONS.map((name) => `--exclude=package/lib/vscode/extensions/${name}`), 'package/lib/vscode']),
  ]);
  const env = npmEnvironment(nodeFolder);
  await Promise.all([installModules(vscode, env, nativeModules), npmInstall(join(vscode, 'extensions'), env)]);
  if (ripgrep) await unpack(ripgrep, join(vscode, 'node_modules/@vscode/ripgrep/bin'), ['--strip-components=3', 'package/bin/linux-x64/rg']);
  rmSync(join(nodeFolder, 'include'), { recursive: true });
}

async function unpack({ name, version, integrity }: Pinned, target: string, tarArguments: readonly string[]): Promise<void> {
  mkdirSync(target, { recursive: true });
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--loglevel=error', `${name}@${version}`], target, npmEnvironment());
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  const tarball = join(target, packed!.filename);
  const got = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (got !== integrity) throw new Error(`${name}@${version} arrived with integrity ${got}, expected ${integrity}`);
  await run('tar', ['xzf', tarball, '-C', target, ...tarArguments]);
  rmSync(tarball);
}

/** The server's own modules, at the versions of its shrinkwrap, less the unused ones; then those with no prebuilt binary are compiled. */
async function installModules(vscode: string, env: NodeJS.ProcessEnv, nativeModules: readonly string[]): Promise<void> {
  const manifest = join(vscode, 'package.json');
  const original = readFileSync(manifest, 'utf8');
  const wanted = JSON.parse(original) as { dependencies: Record<string, string> };
  for (const name of UNUSED_MODULES) delete wanted.dependencies[name];
  writeFileSync(manifest, JSON.stringify(wanted));
  await npmInstall(vscode, env);
  await npm(['rebuild', ...nativeModules, '--loglevel=error'], vscode, env);
  writeFileSync(manifest, original);
  for (const name of nativeModules) keepBinariesOnly(join(vscode, 'node_modules', name, 'build'));
  for (const folder of ['deps', 'third_party', 'node-addon-api']) rmSync(join(vscode, 'node_modules/node-pty', folder), { recursive: true, force: true });
  keepOnly(join(vscode, 'node_modules/node-pty/prebuilds'), (name) => name.startsWith('linux-x64'));
  keepOnly(join(vscode, 'node_modules/@vscode/ripgrep-universal/bin'), (name) => name === 'linux-x64');
}

const npm = (words: readonly string[], cwd: string, env: NodeJS.ProcessEnv) => run('npm', words, { cwd, env, maxBuffer: MAX_OUTPUT_BYTES });

const npmInstall = (cwd: string, env: NodeJS.ProcessEnv) =>
  npm(['install', '--ignore-scripts', '--omit=dev', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], cwd, env);

/** Our environment less what an outer `npm test` says about our own package; with `nodeFolder`, that Node and its headers. */
function npmEnvironment(nodeFolder?: string): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_(lifecycle|package|config_local_prefix|command)|INIT_CWD)/.test(name)));
  if (nodeFolder === undefined) return env;
  return { ...env, PATH: join(nodeFolder, 'bin') + delimiter + env.PATH, npm_config_nodedir: nodeFolder, JOBS: '2' };
}

/** Object files of a build are ten times the size of its result. */
function keepBinariesOnly(build: string): void {
  keepOnly(build, (name) => name === 'Release');
  keepOnly(join(build, 'Release'), (name) => name.endsWith('.node'));
}

function keepOnly(folder: string, isWanted: (name: string) => boolean): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (!isWanted(name)) rmSync(join(folder, name), { recursive: true });
}
