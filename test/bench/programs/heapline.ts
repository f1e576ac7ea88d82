/**
 * Heapline: from the file until everything that its views show is there. Runs what ships, bundled and minified as it ships.
 * Arguments: the snapshot, where the answer goes.
 */
import type { HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { createThreadCrew } from '../../../analyzer/src/crew/crew.ts';
import { crewBeside } from '../../../analyzer/src/session/crewBeside.ts';
import { loadCapture } from '../../../analyzer/src/session/loadCapture.ts';
import { finish } from './answer.ts';
import { answerOf } from './heaplineAnswer.ts';
import { ownCost } from './ownCost.ts';

const [file, answerPath] = process.argv.slice(2) as [string, string];

async function main(): Promise<void> {
  const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
  const { programPath, size } = crewBeside(__dirname);
  const startMs = performance.now();
  const { run } = await loadCapture(file, createThreadCrew(programPath, size), context);
  const firstTableMs = performance.now() - startMs;
  const analysis = (await run.wait('complete', context)) as HeapAnalysis;
  const everythingMs = performance.now() - startMs;
  finish({ ...ownCost(), firstTableMs, everythingMs }, { path: answerPath, value: answerOf(analysis) });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
