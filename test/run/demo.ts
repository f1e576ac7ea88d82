/**
 * `npm run demo`: the main job without an editor. Starts a leaky server, captures it around load with the command line, prints the
 * suspects with file and line. Exit status 0 only when the first suspect's line is the planted one.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { bundledProgram } from '../helpers/bundledPrograms.ts';
import { plantedLine, startSample, type RunningSample, type SampleName } from '../helpers/samples.ts';

interface SuspectJson {
  readonly rank: number;
  readonly className: string;
  readonly reason: string;
  readonly holder: string;
  readonly culprit: { readonly file: string; readonly line: number } | null;
}

const root = join(__dirname, '../..');
const cli = bundledProgram('cli');
const CAPTURES = 3;
const REQUESTS = 500;
const name = (process.argv[2] ?? 'sessions') as SampleName;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'heapline-demo-'));
  const sample = await startSample(name);
  try {
    const pid = sample.child.pid!;
    console.log(`A leaky server is running: PID ${pid}, port ${sample.port}.`);
    console.log(heapline('ps').split('\n').filter((line, index) => index === 0 || line.includes(String(pid))).join('\n'));
    const files = Array.from({ length: CAPTURES }, (_, index) => join(folder, `${index + 1}.heapsnapshot`));
    await captureAroundLoad(sample, files);
    const { suspects } = JSON.parse(heapline('suspects', ...files, '--json')) as { suspects: SuspectJson[] };
    report(suspects);
  } finally {
    await sample.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One attachment for all captures, so that V8 keeps its numbers of objects; each further one is asked for by a line of input. */
async function captureAroundLoad(sample: RunningSample, files: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [cli, 'capture', String(sample.child.pid), ...files.flatMap((file) => ['-o', file])], { stdio: ['pipe', 'inherit', 'pipe'] });
  const ended = new Promise<number | null>((resolveEnd) => child.once('close', resolveEnd));
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += String(text);
    if (!text.includes('Press Enter')) return;
    console.log(`Sending ${REQUESTS} requests.`);
    sample.drive(REQUESTS).then(() => child.stdin.write('\n'), () => child.kill());
  });
  const status = await ended;
  if (status !== 0) throw new Error(`heapline capture ended with ${status}: ${said}`);
}

function report(suspects: readonly SuspectJson[]): void {
  for (const { rank, className, reason, holder, culprit } of suspects) {
    console.log(`\n${rank}. ${className}${culprit ? `  ${relative(process.cwd(), culprit.file)}:${culprit.line}` : ''}\n   ${reason}\n   ${holder}`);
  }
  const planted = plantedLine(name);
  const named = suspects[0]?.culprit;
  const isFound = planted ? named != null && resolve(root, named.file) === planted.file && named.line === planted.line : suspects.length === 0;
  console.log(isFound ? '\nThe planted line was found.' : `\nThe planted line was NOT found: it is ${planted?.file}:${planted?.line}`);
  if (!isFound) process.exitCode = 1;
}

const heapline = (...words: readonly string[]): string => execFileSync(process.execPath, [cli, ...words], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
