/** Lets the analyzer read a capture while it is written, where there is memory for both the target and the reading. */
import type { SnapshotFollower } from '../capture/takeSnapshot.ts';
import type { CaptureEstimate } from '../inspector/target.ts';
import type { AnalyzerClient } from '../analyzerClient.ts';
import type { Log } from '../log.ts';

/** Columns in memory while a file is read, as a share of it: measured 0.3 to 0.4; the rest is for what the estimate is wrong by. */
const MEMORY_PER_FILE = 0.6;

/** Who tells the analyzer of the capture `path`; undefined when the reading had better wait. */
export function followerFor(path: string, estimate: CaptureEstimate, { ask, log }: Pick<AnalyzerClient, 'ask'> & { readonly log: Log }): SnapshotFollower | undefined {
  if (!hasRoom(estimate)) return undefined;
  // Without its answer the capture is as good: it is then read when it is opened, and that says what is wrong with the analyzer.
  const forget = (told: Promise<null>): void => void told.catch((error: unknown) => log.debug(`Reading ${path} while it is written: ${String(error)}`));
  return {
    begins: (partPath) => forget(ask('heap/follow', { path, partPath, expectedBytes: estimate.fileBytes })),
    ends: (bytes) => forget(ask('heap/followed', { path, bytes })),
  };
}

/** While it writes, the target is at its largest. */
function hasRoom({ fileBytes, extraTargetBytes, freeMemoryBytes, cgroupHeadroomBytes }: CaptureEstimate): boolean {
  const neededBytes = extraTargetBytes + MEMORY_PER_FILE * fileBytes;
  return [freeMemoryBytes, cgroupHeadroomBytes].every((roomBytes) => roomBytes === null || roomBytes >= neededBytes);
}
