/**
 * What it brings to read a capture while it is written: the time from its last byte to its first table, and how long the capture itself takes,
 * with and without. `npx tsx test/bench/followedOpening.ts [ROUNDS]`: a server-like program of about 100 MB.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimateCapture } from '../../extension/src/capture/estimateCapture.ts';
import { takeSnapshot, type SnapshotFollower } from '../../extension/src/capture/takeSnapshot.ts';
import { attach } from '../../extension/src/inspector/attach.ts';
import type { AttachedTarget } from '../../extension/src/inspector/target.ts';
import { startAnalyzer, type AnalyzerProcess } from '../helpers/analyzerProcess.ts';
import { startTarget } from '../process/captureTargets.ts';

/** Objects of a few kinds with texts, as a server keeps them. */
const PROGRAM = `
  class Session { constructor(id) { this.id = id; this.user = { name: 'user ' + id, roles: ['reader', 'writer ' + id] }; this.seen = new Map([[id, new Date(id)]]); } }
  const sessions = new Map();
  for (let id = 0; id < 120000; id++) sessions.set('session ' + id, new Session(id));
  globalThis.end = () => sessions.size;
  console.log('ready');
  setInterval(() => {}, 1000);`;

interface Round {
  readonly fileBytes: number;
  readonly captureMs: number;
  /** From the whole file to the summary of its constructors. */
  readonly openingMs: number;
}

async function oneRound(target: AttachedTarget, directory: string, analyzer: AnalyzerProcess, isFollowed: boolean): Promise<Round> {
  const path = join(directory, 'capture.heapsnapshot');
  const estimate = await estimateCapture(target, target.main, { outputDirectory: directory });
  const follower: SnapshotFollower = {
    begins: (partPath) => void analyzer.ask('heap/follow', { path, partPath, expectedBytes: estimate.fileBytes }),
    ends: (bytes) => void analyzer.ask('heap/followed', { path, bytes }),
  };
  const { fileBytes, durationMs } = await takeSnapshot(target.main, { outputFile: path, estimate, ...(isFollowed ? { follower } : {}) });
  const startMs = performance.now();
  const { handle } = await analyzer.ask('heap/open', { path });
  const openingMs = performance.now() - startMs;
  await analyzer.ask('heap/wait', { handle, stage: 'complete' });
  await analyzer.ask('heap/close', { handle });
  rmSync(path);
  return { fileBytes, captureMs: durationMs, openingMs };
}

async function main(): Promise<void> {
  const roundCount = Number(process.argv[2] ?? 3);
  const directory = mkdtempSync(join(tmpdir(), 'heapline-followed-'));
  const running = await startTarget(PROGRAM);
  const target = await attach({ kind: 'pid', pid: running.pid });
  const analyzer = await startAnalyzer(['--no-index']);
  try {
    for (let round = 0; round < roundCount; round++) {
      for (const isFollowed of [false, true]) {
        const { fileBytes, captureMs, openingMs } = await oneRound(target, directory, analyzer, isFollowed);
        console.log(`${isFollowed ? 'read while written' : 'read afterwards   '}  ${(fileBytes / 1e6).toFixed(0)} MB, captured in ${(captureMs / 1e3).toFixed(2)} s, first table ${(openingMs / 1e3).toFixed(2)} s after it`);
      }
    }
  } finally {
    await analyzer.stop();
    await target.detach();
    await running.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
