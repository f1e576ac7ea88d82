/** Captures read and analysed as the product does it: by the bundled crew's threads. */
import { dirname } from 'node:path';
import { NEVER_CANCELLED } from '../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../analyzer/src/base/progress.ts';
import type { ConstructorColumns, HeapAnalysis } from '../../analyzer/src/analysis/heapAnalysis.ts';
import type { HeapGraph } from '../../analyzer/src/model/heapGraph.ts';
import { openHeapGraph } from '../../analyzer/src/model/openHeap.ts';
import { createThreadCrew, type Crew } from '../../analyzer/src/crew/crew.ts';
import { crewBeside } from '../../analyzer/src/session/crewBeside.ts';
import { loadCapture, type LoadedCapture } from '../../analyzer/src/session/loadCapture.ts';
import { bundledProgram } from './bundledPrograms.ts';

/** Reads and analyses the file to the end. */
export async function loadWhole(path: string): Promise<{ analysis: HeapAnalysis; columns: LoadedCapture['run']['columns']; capture: LoadedCapture['capture'] }> {
  const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
  const { run, capture } = await loadCapture(path, bundledCrew(), context);
  const analysis = await run.waitForAll(context);
  return { analysis, columns: run.columns, capture };
}

/** The heap with all its columns in memory, for checks. Raw sizes leave memory once shallow sizes are known; those take their place. */
export function graphOf({ heap, shallowBytesByNode }: ConstructorColumns): HeapGraph {
  return openHeapGraph({ ...heap, selfBytesByNode: shallowBytesByNode });
}

/** What a session is told of the bundled crew. */
export function crewOptions(): ReturnType<typeof crewBeside> {
  return crewBeside(dirname(bundledProgram('cli')));
}

/** A crew of the bundled program; its threads end with the process. */
export function bundledCrew(size?: number): Crew {
  const beside = crewOptions();
  return createThreadCrew(beside.programPath, size ?? beside.size);
}
