/**
 * Heapline: from the file until everything that its views show is there. Runs what ships, bundled and minified as it ships. Its columns go to
 * disk behind that: their bytes, and the memory that it takes, are counted; its time, in which all questions are answered, is not.
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
  const { run, settled } = await loadCapture(file, createThreadCrew(programPath, size), context);
  const firstTableMs = performance.now() - startMs;
  await run.wait('complete', context);
  const completeMs = performance.now() - startMs;
  await run.waitForAll(context);
  const everythingMs = performance.now() - startMs;
  const { wallMs, cpuMs } = ownCost();
  await settled;
  const { peakBytes, readBytes, writtenBytes } = ownCost();
  finish({ wallMs, cpuMs, peakBytes, readBytes, writtenBytes, firstTableMs, completeMs, everythingMs }, { path: answerPath, value: answerOf(run.analysis as HeapAnalysis) });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
