/** What a capture will cost, before it starts, and whether it would probably kill the target. */
import { statfs } from 'node:fs/promises';
import type { AttachedTarget, CaptureEstimate, TargetThread } from '../inspector/target.ts';
import { availableMemory, cgroupHeadroom } from './memoryLimits.ts';

/**
 * Measured with test/bench/captureCost.mjs on Node.js 18 to 26, heaps of 5 to 500 MB: the file has 0.6 to 1.3 times the used heap, the
 * target needs up to 2.2 times the used heap more while it writes, and takes 5 to 16 s per GB. The estimate takes the dear end.
 */
const FILE_PER_HEAP = 1.3;
const EXTRA_PER_HEAP = 2.2;
const MS_PER_MB = 16;
const BASE_BYTES = 8_000_000;
const BASE_MS = 200;
const MEGABYTE = 1e6;

interface HeapUsage {
  readonly usedSize: number;
}

/** Asks the target for its heap's size and this machine for its room. Enables nothing in the target. */
export async function estimateCapture(target: AttachedTarget, thread: TargetThread, { outputDirectory }: { outputDirectory: string }): Promise<CaptureEstimate> {
  const { usedSize } = await thread.session.send<HeapUsage>('Runtime.getHeapUsage');
  const isHere = target.address.kind === 'pid' || (target.address.kind === 'inspector' && ['127.0.0.1', 'localhost', '::1'].includes(target.address.host));
  const [freeDiskBytes, freeMemoryBytes, cgroupHeadroomBytes] = await Promise.all([
    statfs(outputDirectory).then(({ bavail, bsize }) => bavail * bsize, () => null),
    isHere ? availableMemory() : null,
    isHere && target.pid !== null ? cgroupHeadroom(target.pid) : null,
  ]);
  return judge({
    heapUsedBytes: usedSize,
    fileBytes: Math.round(usedSize * FILE_PER_HEAP),
    pauseMs: Math.round(BASE_MS + (usedSize / MEGABYTE) * MS_PER_MB),
    extraTargetBytes: Math.round(BASE_BYTES + usedSize * EXTRA_PER_HEAP),
    freeDiskBytes,
    freeMemoryBytes,
    cgroupHeadroomBytes,
  });
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
