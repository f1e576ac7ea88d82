/** Real Node.js programs to attach to: started, awaited, and stopped again after each test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningTarget {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The folder of its script, removed with it. */
  readonly directory: string;
  /** Exit code or signal, once it has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  isRunning(): boolean;
  stderr(): string;
  stop(): Promise<void>;
}

export interface TargetOptions {
  readonly binary?: string;
  /** `mjs` for an ES module. */
  readonly extension?: 'cjs' | 'mjs';
  /** Options of Node.js. By default SIGUSR1 opens the inspector at a free port, so that tests and other programs never meet at 9229. */
  readonly nodeOptions?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** More files beside the script. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a program and waits for its first line. */
export async function startTarget(source: string, { binary = process.execPath, extension = 'cjs', nodeOptions = ['--inspect-port=0'], env = {}, files = {} }: TargetOptions = {}): Promise<RunningTarget> {
  const directory = mkdtempSync(join(tmpdir(), 'heapline-target-'));
  const script = join(directory, `target.${extension}`);
  for (const [name, text] of Object.entries({ ...files, [`target.${extension}`]: source })) writeFileSync(join(directory, name), text);
  const child = spawn(binary, [...nodeOptions, script], { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', ...env } });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code ?? -1)));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  await Promise.race([
    new Promise((resolve) => child.stdout.once('data', resolve)),
    ended.then((how) => { throw new Error(`the target ended with ${how}: ${stderr}`); }),
  ]);
  return {
    pid: child.pid!,
    child,
    directory,
    ended,
    isRunning,
    stderr: () => stderr,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A server-like program that stays: an interval keeps it alive, and `kept` its objects. */
export function stayingProgram(objectCount: number, extension: 'cjs' | 'mjs' = 'cjs'): string {
  return `${extension === 'mjs' ? "import { join as unused } from 'node:path';" : "const { join: unused } = require('node:path');"}
class Planted { constructor(i) { this.number = i; this.text = 'planted ' + i; } }
globalThis.kept = Array.from({ length: ${objectCount} }, (_, i) => new Planted(i));
setInterval(() => {}, 1000);
console.log('ready');`;
}

/** Polls until the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, timeoutMs = 10_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; !(await condition()); await new Promise((resolve) => setTimeout(resolve, 25))) {
    if (Date.now() > end) throw new Error(`${what} did not happen in ${timeoutMs} ms`);
  }
}
