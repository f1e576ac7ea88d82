/** Starts the VS Code server build on a free port of the loopback interface, with data folders of its own, and stops it without a trace. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultHost, installHost } from './install.ts';
import type { HostName } from './versions.ts';

export interface ServerOptions {
  readonly version?: HostName;
  /** Default: a temporary one, removed by stop(). */
  readonly userDataFolder?: string;
  /** Default: an empty temporary one. */
  readonly extensionsFolder?: string;
  /** User settings, over the quiet defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the server and, through it, the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default 0: any free one. */
  readonly port?: number;
  readonly onOutput?: (text: string) => void;
}

export interface RunningServer {
  readonly url: string;
  /** host:port */
  readonly authority: string;
  /** Process id; the extension hosts and all that they start descend from it. */
  readonly pid: number;
  readonly dataFolder: string;
  readonly userDataFolder: string;
  /** Resolves when the server has ended by itself or by stop(). */
  readonly ended: Promise<unknown>;
  /** Ends the server, its extension hosts and whatever they started; removes the temporary folders. */
  stop(): Promise<void>;
}

/** No first-run pages, no AI features, nothing that asks the network. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none', 'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
};

/** What an outer VS Code's terminal sets. VSCODE_TEST_* and the like must get through. */
const INHERITED = /^(VSCODE_(IPC_HOOK|IPC_HOOK_CLI|PID|CWD|NLS_CONFIG|ESM_ENTRYPOINT|HANDLES_.*|CRASH_REPORTER_.*|AMD_ENTRYPOINT|CODE_CACHE_PATH|INSPECTOR_OPTIONS|DEV)|ELECTRON_.*)$/;

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const host = await installHost(options.version ?? defaultHost(), options.onOutput);
  const dataFolder = mkdtempSync(join(tmpdir(), 'heapline-vscode-'));
  const userDataFolder = options.userDataFolder ?? join(dataFolder, 'user-data');
  const extensionsFolder = options.extensionsFolder ?? join(dataFolder, 'extensions');
  writeSettings(join(userDataFolder, 'User/settings.json'), options.settings);
  const child = spawn(host.node, [host.server, ...serverArguments(options.port ?? 0, dataFolder, userDataFolder, extensionsFolder)], {
    env: serverEnvironment(options.env, dataFolder),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that stop() reaches all
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const port = await listeningPort(child, options.onOutput);
  return {
    url: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    pid: child.pid!,
    dataFolder,
    userDataFolder,
    ended,
    stop: async () => {
      await endGroup(child, ended);
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs one of the server's own commands (`--install-extension X.vsix` and the like); resolves with its exit code and output. */
export async function serverCommand(args: readonly string[], extensionsFolder?: string): Promise<{ code: number; output: string }> {
  const host = await installHost(defaultHost());
  const dataFolder = mkdtempSync(join(tmpdir(), 'heapline-vscode-'));
  const all = [host.server, ...args, '--accept-server-license-terms', '--server-data-dir', dataFolder, '--user-data-dir', join(dataFolder, 'user-data')];
  if (extensionsFolder) all.push('--extensions-dir', extensionsFolder);
  const child = spawn(host.node, all, { env: serverEnvironment({}, dataFolder), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => void (output += String(text)));
  const code = await new Promise<number>((resolve, reject) => child.once('close', (status) => resolve(status ?? 1)).once('error', reject));
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  return { code, output };
}

/** Without the smoke-test driver the workbench ignores extensionDevelopmentPath and extensionTestsPath of its address. */
const serverArguments = (port: number, dataFolder: string, userDataFolder: string, extensionsFolder: string) => [
  ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
  ...['--disable-telemetry', '--disable-workspace-trust', '--enable-smoke-test-driver'],
  ...['--server-data-dir', dataFolder, '--user-data-dir', userDataFolder, '--extensions-dir', extensionsFolder],
];

function serverEnvironment(extra: Readonly<Record<string, string>> | undefined, dataFolder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !INHERITED.test(name));
  return {
    ...Object.fromEntries(inherited),
    ...extra,
    EXTENSIONS_GALLERY: '{}', // no marketplace
    XDG_RUNTIME_DIR: dataFolder, // its sockets, which it leaves behind
    XDG_CACHE_HOME: join(dataFolder, 'cache'),
  };
}

function writeSettings(file: string, settings: Readonly<Record<string, unknown>> | undefined): void {
  let earlier: object = {};
  try {
    earlier = JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch {
    // a fresh folder
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...earlier, ...settings }, null, 2));
}

function listeningPort(child: ChildProcess, onOutput: (text: string) => void = () => {}): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      onOutput(String(chunk));
      if (output.length < 65_536) output += String(chunk);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the VS Code server ended with ${code}\n${output}`)));
  });
}

async function endGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // all gone already
    }
  };
  signal('SIGTERM');
  const impatience = setTimeout(() => signal('SIGKILL'), 5000);
  await ended;
  clearTimeout(impatience);
  signal('SIGKILL'); // extension hosts that outlived the server
}
