/**
 * What a capture costs, measured: the table behind extension/src/capture/estimateCapture.ts. Linux only (peak memory from /proc).
 * Run: npx tsx test/bench/captureCost.ts [megabytes …]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeSnapshot } from '../../extension/src/capture/takeSnapshot.ts';
import { attach } from '../../extension/src/inspector/attach.ts';
import { LIVE_NODE_MAJORS, nodeBinary } from '../helpers/nodeBinaries.ts';
import { startTarget } from '../process/captureTargets.ts';

/** Programs that fill about `bytes` of heap. Small objects are the dear kind: a snapshot's cost goes with the number of nodes and edges. */
const SHAPES: Readonly<Record<string, string>> = {
  numbers: 'while (used() < bytes) for (let i = 0; i < 5000; i++) kept.push({ a: i, b: i + 0.5 });',
  records: 'while (used() < bytes) for (let i = 0; i < 5000; i++) kept.push({ id: kept.length, name: "user " + kept.length, tags: ["a", i], nested: { when: i } });',
  closures: 'while (used() < bytes) for (let i = 0; i < 5000; i++) { const data = [i]; kept.push(() => data); }',
  texts: 'while (used() < bytes) for (let i = 0; i < 500; i++) kept.push(Buffer.alloc(400, 97 + (i % 26)).toString("latin1") + kept.length);',
};

const megabytesOf = (bytes: number): string => (bytes / 1e6).toFixed(0).padStart(6);

function statusBytes(pid: number, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

async function measure(major: (typeof LIVE_NODE_MAJORS)[number], shape: string, megabytes: number): Promise<void> {
  const source = `const kept = globalThis.kept = []; const bytes = ${megabytes * 1e6}; const used = () => process.memoryUsage().heapUsed;
    ${SHAPES[shape]} setInterval(() => {}, 1000); console.log('ready');`;
  const running = await startTarget(source, { binary: nodeBinary(major), nodeOptions: ['--inspect-port=0', '--max-old-space-size=6000'] });
  const output = mkdtempSync(join(tmpdir(), 'heapline-cost-'));
  try {
    const target = await attach({ kind: 'pid', pid: running.pid });
    const { usedSize } = await target.main.session.send<{ usedSize: number }>('Runtime.getHeapUsage');
    writeFileSync(`/proc/${running.pid}/clear_refs`, '5'); // resets the peak
    const before = statusBytes(running.pid, 'VmRSS');
    const { fileBytes, durationMs } = await takeSnapshot(target.main, { outputFile: join(output, 'x.heapsnapshot') });
    const extra = statusBytes(running.pid, 'VmHWM') - before;
    const per = (value: number): string => (value / usedSize).toFixed(2).padStart(6);
    console.log(`${String(major).padStart(4)}  ${shape.padEnd(9)} heap ${megabytesOf(usedSize)} MB  file ${megabytesOf(fileBytes)} MB ${per(fileBytes)}  extra ${megabytesOf(extra)} MB ${per(extra)}  ${durationMs.toFixed(0).padStart(6)} ms ${(durationMs / (usedSize / 1e6)).toFixed(1).padStart(6)} ms/MB`);
    await target.detach();
  } finally {
    await running.stop();
    rmSync(output, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const sizes = process.argv.slice(2).map(Number);
  for (const major of LIVE_NODE_MAJORS) for (const shape of Object.keys(SHAPES)) for (const megabytes of sizes.length > 0 ? sizes : [20, 150]) await measure(major, shape, megabytes);
}

void main();
