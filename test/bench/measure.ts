/** Runs one program of the bench in a process of its own and reads what it measured. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { benchProgram } from './bundlePrograms.ts';
import type { Tool } from './peers.ts';
import type { Answer, Report } from './programs/answer.ts';

/** A run that ended, or why it did not. */
export type Outcome = { readonly report: Report; readonly answer: Answer | null } | { readonly error: string };

/** Nothing that works takes half as long, whatever the size. */
const LIMIT_MS = 40 * 60_000;

/** One run of a tool on a file. */
export function runTool({ program, nodeOptions, programArguments }: Tool, file: string): Promise<Outcome> {
  return runProgram(program, { nodeOptions, before: programArguments, file });
}

/** Never rejects for what the program does. Its arguments: `before`, the file, where its answer goes, `furtherFiles`. */
export async function runProgram(name: string, options: { readonly nodeOptions?: readonly string[]; readonly before?: readonly string[]; readonly file: string; readonly furtherFiles?: readonly string[] }): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'heapline-bench-'));
  const answerPath = join(folder, 'answer');
  try {
    [options.file, ...(options.furtherFiles ?? [])].forEach(bringIntoCache);
    const words = [...(options.nodeOptions ?? []), benchProgram(name), ...(options.before ?? []), options.file, answerPath, ...(options.furtherFiles ?? [])];
    const { status, output, errors } = await execute(words);
    const report = status === 0 ? lastReport(output) : null;
    if (!report) return { error: reasonOf(errors) ?? `it ended with ${status}` };
    return { report, answer: existsSync(answerPath) ? (deserialize(readFileSync(answerPath)) as Answer) : null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every run finds the file in the operating system's cache, however long the run before took. */
function bringIntoCache(path: string): void {
  const chunk = new Uint8Array(16 << 20);
  const file = openSync(path, 'r');
  while (readSync(file, chunk) > 0);
  closeSync(file);
}

function execute(words: readonly string[]): Promise<{ status: number | string | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status: status ?? signal, output: Buffer.concat(output).toString('utf8'), errors: Buffer.concat(errors).toString('utf8') }));
  });
}

function lastReport(output: string): Report | null {
  const line = output.trimEnd().split('\n').at(-1)!;
  try {
    return JSON.parse(line) as Report;
  } catch {
    return null; // it ended before it could report
  }
}

/** The line of a crash that says why: an error's message, V8's last words, or the last line. */
function reasonOf(errors: string): string | null {
  const lines = errors.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^(at |Node\.js v|\^|node:)/.test(line));
  return (lines.find((line) => /FATAL ERROR|\w*Error\b.*: /.test(line)) ?? lines.at(-1))?.slice(0, 160) ?? null;
}
