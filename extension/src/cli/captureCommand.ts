/**
 * `capture PID|PORT|URL -o FILE [-o FILE …]`: heap snapshots of a running process. Several are taken within one attachment, because V8
 * numbers objects anew after a disconnect and nobody could tell which of them stayed.
 */
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { formatBytes } from '../../../analyzer/src/report/formatNumbers.ts';
import { estimateCapture } from '../capture/estimateCapture.ts';
import { takeSnapshot } from '../capture/takeSnapshot.ts';
import { attach } from '../inspector/attach.ts';
import type { AttachedTarget, CaptureEstimate, CaptureStage } from '../inspector/target.ts';
import { pauseFor } from '../inspector/waiting.ts';
import { listProcesses } from '../processes/listProcesses.ts';
import { operandsOf, UsageError, type ParsedCommandLine } from './commandLine.ts';
import type { Command, CommandOutput } from './commands.ts';
import { targetAddressOf } from './targetAddress.ts';
import { reportOnTerminal } from './terminalProgress.ts';

const STAGE_WORDS: Record<CaptureStage, string> = { estimating: 'Estimating', collecting: 'Collecting garbage', serializing: 'Taking the snapshot', writing: 'Writing' };

export const captureCommand: Command = {
  name: 'capture',
  operands: 'PID|PORT|URL -o FILE …',
  summary: 'takes one heap snapshot, or several to compare, of a running Node.js process',
  async run(line) {
    const [word] = operandsOf(line, 'one target: a PID, a port, host:port or a ws:// URL', 1);
    if (line.outputs.length === 0) throw new UsageError('capture needs -o FILE');
    // Ctrl-C leaves the target as it was found and no half file.
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    process.on('SIGINT', stop).on('SIGTERM', stop);
    try {
      const target = await attach(targetAddressOf(word!, await listProcesses()), { signal: abort.signal });
      try {
        const taken: CommandOutput[] = [];
        for (const output of line.outputs) {
          if (taken.length > 0) await nextMoment(line, output, abort.signal);
          taken.push(await captureTo(resolve(output), target, line, abort.signal));
        }
        return { text: taken.map(({ text }) => text).join('\n'), json: { captures: taken.map(({ json }) => json) } };
      } finally {
        await target.detach();
      }
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    }
  },
};

/** Waits for the next capture: some seconds, or a line on standard input. */
async function nextMoment({ everySeconds }: ParsedCommandLine, output: string, signal: AbortSignal): Promise<void> {
  if (everySeconds !== undefined) return pauseFor(1000 * everySeconds, signal);
  process.stderr.write(`Press Enter to write ${output}\n`);
  const line = once(process.stdin, 'data', { signal }).catch(() => {
    throw new HeaplineError('cancelled');
  });
  process.stdin.resume();
  await line;
  process.stdin.pause();
}

async function captureTo(outputFile: string, target: AttachedTarget, line: ParsedCommandLine, signal: AbortSignal): Promise<CommandOutput> {
  const estimate = await estimateCapture(target, target.main, { outputDirectory: dirname(outputFile) });
  process.stderr.write(estimateText(target, estimate) + '\n');
  if (estimate.refusal !== null && !line.force) throw new HeaplineError('captureRefused', estimate.refusal);
  const report = reportOnTerminal();
  const taken = await takeSnapshot(target.main, { outputFile, signal, onProgress: ({ stage, fraction }) => report(STAGE_WORDS[stage], fraction), estimate });
  report('Done', 1);
  return {
    text: `Wrote ${taken.path} (${formatBytes(taken.fileBytes)}) in ${(taken.durationMs / 1000).toFixed(1)} s`,
    json: { ...taken, pid: target.pid, nodeVersion: target.nodeVersion, label: target.label, estimate },
  };
}

/** The cost of a capture on one line, before it starts. */
function estimateText({ label }: AttachedTarget, estimate: CaptureEstimate): string {
  const parts = [`heap ${formatBytes(estimate.heapUsedBytes)}`, `file about ${formatBytes(estimate.fileBytes)}`, `pause about ${(estimate.pauseMs / 1000).toFixed(1)} s`];
  if (estimate.freeDiskBytes !== null) parts.push(`${formatBytes(estimate.freeDiskBytes)} of disk free`);
  if (estimate.freeMemoryBytes !== null) parts.push(`${formatBytes(estimate.freeMemoryBytes)} of memory free`);
  if (estimate.cgroupHeadroomBytes !== null) parts.push(`${formatBytes(estimate.cgroupHeadroomBytes)} below the cgroup limit`);
  return `${label}: ${parts.join(', ')}`;
}
