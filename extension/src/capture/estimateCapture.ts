/** What a capture will cost, before it starts, and whether it would probably kill the target. */
import { statfs } from 'node:fs/promises';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { Bytes } from '../../../analyzer/protocol/units.ts';
import type { AttachedTarget, CaptureEstimate, TargetThread } from '../inspector/target.ts';
import { within } from '../inspector/waiting.ts';
import { availableMemory, cgroupHeadroom } from './memoryLimits.ts';

/**
 * A capture's cost goes with the number of objects, which nothing tells beforehand; so it is estimated from the used heap, as for small objects
 * of mixed kinds. Measured with test/bench/captureCost.ts on Linux x64, 2 cores under other load, heaps of 20 and 150 MB, as multiples of the used heap:
 *
 *   objects                       file         extra memory   pause in ms per MB: Node.js 18 / 20 / 22 / 24 and 26
 *   { a, b } of two numbers       2.2 to 2.8   20 to 24       210-490 / 75-135 / 80-120 / 60-100
 *   closures                      1.6 to 2.1   11 to 14       150 / 110-210 / 50-70 / 50-90
 *   records with text and array   1.8 to 2.4    8 to 10       170-1260 / 200-240 / 60-80 / 50-85
 *   texts of 400 bytes            0.4 to 0.6    1 to  3       30-35 / 30-35 / 20 / 17-20 (24 alone)
 *
 * The numbers below are those of records: a heap of nothing but tiny objects needs twice as much, one of long texts a fifth.
 */
const FILE_PER_HEAP = 2.2;
const EXTRA_PER_HEAP = 9;
const PAUSE_MS_PER_MB = { 18: 400, 20: 150, 22: 75 } as const;
const NEWER_PAUSE_MS_PER_MB = 70;
const MEGABYTE = 1e6;
/** Longest wait for the target's answer. */
const ANSWER_MS = 8000;

/**
 * Asks the target for its heap's size and this machine for its room. Enables nothing in the target. Room that cannot be read, or is not this
 * machine's, is null and refuses nothing. Errors: inspectorUnavailable when the target does not answer, and those of send().
 */
export async function estimateCapture(target: AttachedTarget, thread: TargetThread, { outputDirectory }: { outputDirectory: string }): Promise<CaptureEstimate> {
  const blocked = (): Error => new HeaplineError('inspectorUnavailable', `${target.label} did not answer in ${ANSWER_MS / 1000} s: its main thread is blocked, or stands at a breakpoint`);
  const { usedSize } = await within(thread.session.send<{ usedSize: Bytes }>('Runtime.getHeapUsage'), ANSWER_MS, blocked);
  const [freeDiskBytes, freeMemoryBytes, cgroupHeadroomBytes] = await Promise.all([
    statfs(outputDirectory).then(({ bavail, bsize }) => bavail * bsize, () => null),
    target.isLocal ? availableMemory() : null,
    target.isLocal && target.pid !== null ? cgroupHeadroom(target.pid) : null,
  ]);
  return judge({
    heapUsedBytes: usedSize,
    fileBytes: Math.round(usedSize * FILE_PER_HEAP),
    pauseMs: Math.round((usedSize / MEGABYTE) * pausePerMegabyte(target.nodeVersion)),
    extraTargetBytes: Math.round(usedSize * EXTRA_PER_HEAP),
    freeDiskBytes,
    freeMemoryBytes,
    cgroupHeadroomBytes,
  });
}

function pausePerMegabyte(nodeVersion: string): number {
  const major = Number(/^v(\d+)\./.exec(nodeVersion)?.[1]);
  if (major < 20) return PAUSE_MS_PER_MB[18];
  if (major < 22) return PAUSE_MS_PER_MB[20];
  return major < 24 ? PAUSE_MS_PER_MB[22] : NEWER_PAUSE_MS_PER_MB;
}

/** Adds the refusal: one sentence that names the numbers, or null. */
export function judge(cost: Omit<CaptureEstimate, 'refusal'>): CaptureEstimate {
  const { fileBytes, extraTargetBytes, freeDiskBytes, freeMemoryBytes, cgroupHeadroomBytes } = cost;
  const needs = `the target will need about ${megabytes(extraTargetBytes)} more memory`;
  const refusal =
    freeDiskBytes !== null && fileBytes > freeDiskBytes ? `the file will take about ${megabytes(fileBytes)} but the disk has ${megabytes(freeDiskBytes)} left`
    : cgroupHeadroomBytes !== null && extraTargetBytes > cgroupHeadroomBytes ? `${needs} but its cgroup limit leaves ${megabytes(cgroupHeadroomBytes)}`
    : freeMemoryBytes !== null && extraTargetBytes > freeMemoryBytes ? `${needs} but the machine has ${megabytes(freeMemoryBytes)} left`
    : null;
  return { ...cost, refusal };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE).toLocaleString('en-US')} MB`;
}
