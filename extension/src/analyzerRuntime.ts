/** Whether the Node.js that the user chose for the analyzer can run it. Asked before each start: a wrong path shall say so, not look like a crash. */
import { execFile } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { promisify } from 'node:util';
import { HeaplineError } from '../../analyzer/protocol/errors.ts';

/** What the bundles are built for (esbuild.mjs). */
const OLDEST_MAJOR = 20;
const ANSWER_MS = 10_000;

/** Node.js runs only what its environment does not bend: options for other programs stay away from the analyzer. */
export const RUNTIME_ENVIRONMENT = { NODE_OPTIONS: '' } as const;

/** Asks the program at `path` for its version. Errors: runtimeUnusable. */
export async function checkRuntime(path: string): Promise<void> {
  if (!isAbsolute(path)) throw unusable(`needs an absolute path, not ${path}`);
  const version = await versionOf(path);
  const [, major] = /^v(\d+)\.\d+\.\d+/.exec(version) ?? [];
  if (major === undefined) throw unusable(`names no Node.js: asked for its version, ${path} says "${version.slice(0, 100)}"`);
  if (Number(major) < OLDEST_MAJOR) throw unusable(`names Node.js ${version}, but the analyzer needs ${OLDEST_MAJOR} or newer: ${path}`);
}

/** The panel shows the fact alone: it names the setting. */
function unusable(fact: string, cause?: unknown): HeaplineError {
  return new HeaplineError('runtimeUnusable', `the setting heapline.analyzer.nodePath ${fact}`, { cause });
}

async function versionOf(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: ANSWER_MS, env: { ...process.env, ...RUNTIME_ENVIRONMENT }, maxBuffer: 1 << 20 });
    return stdout.trim().split('\n')[0]!;
  } catch (error) {
    const { code, message, killed } = error as NodeJS.ErrnoException & { killed?: boolean };
    const reason = code === 'ENOENT' ? 'names a file that is not there' : code === 'EACCES' ? 'names what may not be run' : killed ? `names a program that gave no answer for ${ANSWER_MS / 1000} s` : `names a program that fails (${message.split('\n')[0]!})`;
    throw unusable(`${reason}: ${path}`, error);
  }
}
