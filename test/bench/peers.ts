/**
 * The tools of the bench: Heapline and those that it is compared with. The peers are no dependencies of the project: pinned versions
 * are installed into .cache/bench/peers on first use. Chrome DevTools' code is the oracle's.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { version as devToolsVersion } from 'chrome-devtools-frontend/package.json';
import { bundledDevTools } from '../helpers/devtoolsOracle.ts';
import { BENCH_CACHE } from './inputs.ts';

export const HEAPLINE = 'Heapline';
export const DEVTOOLS = 'Chrome DevTools';
export const MEMLAB = 'MemLab';
export const VSCODE_PARSER = "VS Code's parser";

export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Of programs/. */
  readonly program: string;
  readonly nodeOptions: readonly string[];
  /** Before the file. */
  readonly programArguments: readonly string[];
  /** What it has computed when its time is taken. */
  readonly computes: string;
}

/** A tool that cannot be run on this machine. */
export interface MissingTool {
  readonly name: string;
  readonly error: string;
}

const VERSIONS = { '@memlab/core': '2.0.5', '@vscode/v8-heap-parser': '0.1.0' } as const;
/** Large files need more JavaScript heap than Node.js gives by itself. Heapline gets no options: its columns live outside that heap. */
const LARGE_HEAP = ['--max-old-space-size=16000'];

const root = join(__dirname, '../..');

export function heaplineTool(): Tool {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { name: HEAPLINE, version, program: 'heapline', nodeOptions: [], programArguments: [], computes: 'nodes, edges, retainers, shallow sizes, distances, dominators, retained sizes, classes with retained sizes' };
}

/** Heapline first, then the peers that could be had. The first call installs them, which takes a quarter of a minute. */
export async function tools(): Promise<{ readonly tools: readonly Tool[]; readonly missing: readonly MissingTool[] }> {
  const found: Tool[] = [heaplineTool()];
  const missing: MissingTool[] = [];
  const add = async (name: string, make: () => Promise<Tool>): Promise<void> => {
    try {
      found.push(await make());
    } catch (error) {
      missing.push({ name, error: error instanceof Error ? error.message.split('\n', 1)[0]! : String(error) });
    }
  };
  await add(DEVTOOLS, async () => ({ name: DEVTOOLS, version: devToolsVersion, program: 'devtools', nodeOptions: LARGE_HEAP, programArguments: [await bundledDevTools()], computes: 'the same, with two threads' }));
  const installed = installPeers();
  await add(MEMLAB, async () => ({ name: MEMLAB, version: VERSIONS['@memlab/core'], program: 'memlab', nodeOptions: LARGE_HEAP, programArguments: [await installed], computes: 'nodes, edges, retainers, dominators, retained sizes; no distances, no classes' }));
  await add(VSCODE_PARSER, async () => ({ name: VSCODE_PARSER, version: VERSIONS['@vscode/v8-heap-parser'], program: 'vscodeParser', nodeOptions: LARGE_HEAP, programArguments: [await installed], computes: 'nodes, edges, dominators, retained sizes, groups by class name; no distances' }));
  return { tools: found, missing };
}

/** Folder whose node_modules has the peers. They run no scripts of their own, and fetch no browser. */
async function installPeers(): Promise<string> {
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  const folder = join(BENCH_CACHE, `peers-${Object.values(VERSIONS).join('-')}`);
  if (existsSync(folder)) return folder;
  mkdirSync(BENCH_CACHE, { recursive: true });
  const draft = mkdtempSync(join(BENCH_CACHE, 'draft-'));
  try {
    writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
    await promisify(execFile)('npm', ['install', '--prefix', draft, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: draft, env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' }, shell: process.platform === 'win32' });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
