/** Which threads a session gets when it runs from the bundle. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { SessionOptions } from './heapSession.ts';

/** More than two help only while a file is read: the analysis has two lines of work. */
const MAX_THREADS = 4;

/** `directory`: where the bundled programs are. At least two threads, so that both lines of work go on even on one core. */
export function crewBeside(directory: string): NonNullable<SessionOptions['crew']> {
  return { programPath: join(directory, 'analyzerCrew.js'), size: Math.max(2, Math.min(MAX_THREADS, availableParallelism())) };
}
