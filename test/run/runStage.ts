/** Runs one stage of `npm test` in a process group of its own, keeps what it printed, and counts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTests, type Counts } from './countTests.ts';
import type { Stage } from './stages.ts';

const root = join(__dirname, '../..');
const logs = join(root, 'out/logs');
/** Nothing that works takes half as long. */
const LIMIT_MS = 20 * 60_000;

export interface StageResult {
  readonly counts: Counts;
  readonly output: string;
  readonly durationMs: number;
}

/** Never rejects for what the stage does: a crash, a run without a test and a run without an end are failures that count. */
export async function runStage(stage: Stage, signal: AbortSignal): Promise<StageResult> {
  const startMs = Date.now();
  const { status, output } = await execute(stage, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, `${stage.name}.log`), output);
  return { counts: judge(stage, status, output), output, durationMs: Date.now() - startMs };
}

/** A runner's own counts, made to agree with its exit code. */
export function judge(stage: Stage, status: number | null, output: string): Counts {
  if (stage.counts === 'exit code') return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counts = countTests(output) ?? { passed: 0, failed: 0 };
  const isCrash = status !== 0 && counts.failed === 0;
  const isEmpty = counts.passed + counts.failed === 0;
  return { passed: counts.passed, failed: counts.failed + (isCrash || isEmpty ? 1 : 0) };
}

function execute({ script: [name, ...words], env: more }: Stage, signal: AbortSignal): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const isWindows = process.platform === 'win32';
    const env = { ...process.env, ...more, FORCE_COLOR: '0', HEAPLINE_BUILT: '1' }; // by the first stage
    const child = spawn('npm', ['run', '--silent', name!, '--', ...words], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: !isWindows, shell: isWindows });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    signal.addEventListener('abort', () => endGroup(child));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status: signal.aborted ? null : status, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

function endGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid!, 'SIGTERM');
  } catch {
    // it has just ended by itself
  }
}
