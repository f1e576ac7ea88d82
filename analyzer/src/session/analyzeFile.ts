/** The whole analysis of a file, for callers that have no use for a session. */
import type { WorkContext } from '../base/workContext.ts';
import type { HeapAnalysis } from '../analysis/heapAnalysis.ts';
import { createThreadCrew } from '../crew/crew.ts';
import type { SessionOptions } from './heapSession.ts';
import { loadCapture } from './loadCapture.ts';

/** Errors: as loadCapture(). */
export async function analyzeFile(path: string, { programPath, size }: NonNullable<SessionOptions['crew']>, context: WorkContext): Promise<HeapAnalysis> {
  const { run } = await loadCapture(path, createThreadCrew(programPath, size), context);
  return run.waitForAll(context);
}
