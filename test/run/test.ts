/**
 * `npm test`: everything there is to check, from types to a real VS Code. The last line is `N passed, N failed`.
 *
 *   npm test                      all stages
 *   npm test -- unit process      only these; see stages.ts
 *
 * A stage that crashes, or runs no test, counts as failed. What each printed is kept in out/logs/STAGE.log and shown when it fails.
 */
import { findChromium } from '../host/chromium.ts';
import { installHost, isHostSupported } from '../host/install.ts';
import type { Counts } from './countTests.ts';
import { runStage } from './runStage.ts';
import { BUILD, STAGES, type Stage } from './stages.ts';

/** Two cores are enough for a stage each; more would only make time-outs likely. */
const PARALLEL_STAGES = 2;
const NEEDS_BROWSER = /^(panel|vscode.*|ui.*)$/;

async function main(names: readonly string[]): Promise<void> {
  const known = [BUILD, ...STAGES].map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`there is no stage ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  const startMs = Date.now();
  const stages = STAGES.filter(({ name }) => names.length === 0 || names.includes(name));
  await installWhatIsMissing(stages);
  const all = await runAll(stages, interruption());
  console.log(`${seconds(Date.now() - startMs)} s in all`);
  finish({ passed: sum(all, 'passed'), failed: sum(all, 'failed') });
}

async function installWhatIsMissing(stages: readonly Stage[]): Promise<void> {
  if (!stages.some(({ name }) => NEEDS_BROWSER.test(name))) return;
  process.env.CHROMIUM = await findChromium(console.log);
  if (isHostSupported) await Promise.all([installHost('latest', console.log), installHost('oldest', console.log)]);
}

/** The build first, the others side by side. */
async function runAll(stages: readonly Stage[], signal: AbortSignal): Promise<Counts[]> {
  const results = [await run(BUILD, signal)];
  const waiting = [...stages];
  const lane = async (): Promise<void> => {
    for (let stage = waiting.shift(); stage && !signal.aborted; stage = waiting.shift()) results.push(await run(stage, signal));
  };
  await Promise.all(Array.from({ length: PARALLEL_STAGES }, lane));
  return results;
}

async function run(stage: Stage, signal: AbortSignal): Promise<Counts> {
  const { counts, output, durationMs } = await runStage(stage, signal);
  if (counts.failed > 0) console.log(output.trimEnd());
  console.log(`${counts.failed > 0 ? '✘' : '✔'} ${stage.name.padEnd(14)}${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(3)} failed ${seconds(durationMs).padStart(7)} s`);
  return counts;
}

/** Aborts on Ctrl-C: the stages run in process groups of their own, which a terminal does not reach. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

function finish({ passed, failed }: Counts): void {
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

const sum = (results: readonly Counts[], key: keyof Counts): number => results.reduce((total, counts) => total + counts[key], 0);
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  finish({ passed: 0, failed: 1 });
});
