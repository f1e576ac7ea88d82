/**
 * Heapline opens a capture for the first time and writes its index, or, when the index is there, opens it again from that.
 * Arguments: the snapshot, where the answer goes.
 */
import { statSync } from 'node:fs';
import type { HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { createThreadCrew } from '../../../analyzer/src/crew/crew.ts';
import { indexPathOf } from '../../../analyzer/src/session/captureIndex.ts';
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
  const { run, settled } = await loadCapture(file, createThreadCrew(programPath, size), context, { keepIndex: true });
  await run.waitForAll(context);
  const openingMs = performance.now() - startMs;
  await settled;
  const indexingMs = performance.now() - startMs - openingMs;
  const cost = ownCost();
  finish({ ...cost, openingMs, indexingMs, indexBytes: statSync(indexPathOf(file)).size }, { path: answerPath, value: answerOf(run.analysis as HeapAnalysis) });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
