/** Captures on disk: the snapshot, and beside it a small file with what is known of it. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes, Milliseconds, UnixMs } from '../../../analyzer/protocol/units.ts';
import type { ScriptRecord } from './collectScripts.ts';
import { PART_SUFFIX } from './snapshotFile.ts';

export interface CaptureInfo {
  readonly label: string;
  readonly takenAtMs: UnixMs;
  /** `server.js`, or the file's name for a capture from elsewhere. */
  readonly target: string;
  /** Null when unknown. */
  readonly pid: number | null;
  readonly nodeVersion: string | null;
  /** `main thread`, or a worker's label. */
  readonly thread: string;
  readonly fileBytes: Bytes;
  readonly durationMs: Milliseconds | null;
  readonly scripts?: readonly ScriptRecord[];
}

export interface StoredCapture extends CaptureInfo {
  readonly path: string;
}

export const CAPTURE_SUFFIX = '.heapsnapshot';
/** Read by the analyzer too, for the scripts (session/scriptTable.ts). */
export const INFO_SUFFIX = '.heapline.json';

/** A file name that sorts by time and says what it is: `2026-03-04T05-06-07-server-4711-1a2b.heapsnapshot`. */
export function captureFileName(target: string, pid: number | null, takenAtMs: UnixMs): string {
  const time = new Date(takenAtMs).toISOString().slice(0, 19).replaceAll(':', '-');
  const name = target.replace(/\.[cm]?[jt]s$/, '').replace(/[^\w.-]+/g, '-').slice(0, 40);
  return `${time}-${name}${pid === null ? '' : `-${pid}`}-${randomUUID().slice(0, 4)}${CAPTURE_SUFFIX}`;
}

/** Writes the facts beside the capture, in one step. */
export async function writeCaptureInfo(capturePath: string, info: CaptureInfo): Promise<void> {
  const path = capturePath + INFO_SUFFIX;
  await writeFile(path + PART_SUFFIX, JSON.stringify(info, null, 1), { mode: 0o600 });
  await rename(path + PART_SUFFIX, path);
}

/** All captures of the folder, newest first. A capture without its facts (copied there by hand) is listed by its file. */
export async function listCaptures(directory: string): Promise<StoredCapture[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter((name) => name.endsWith(CAPTURE_SUFFIX) || name.endsWith('.heaptimeline'));
  const captures = await Promise.all(files.map((name) => readCapture(join(directory, name), name)));
  return captures.filter((capture): capture is StoredCapture => capture !== null).sort((a, b) => b.takenAtMs - a.takenAtMs);
}

async function readCapture(path: string, name: string): Promise<StoredCapture | null> {
  const stats = await stat(path).catch(() => null);
  if (!stats) return null;
  const known = await readFile(path + INFO_SUFFIX, 'utf8').then((text) => JSON.parse(text) as Partial<CaptureInfo>).catch(() => ({}) as Partial<CaptureInfo>);
  return {
    label: known.label ?? name,
    takenAtMs: known.takenAtMs ?? stats.mtimeMs,
    target: known.target ?? name,
    pid: known.pid ?? null,
    nodeVersion: known.nodeVersion ?? null,
    thread: known.thread ?? 'main thread',
    durationMs: known.durationMs ?? null,
    fileBytes: stats.size,
    path,
  };
}

/** Gives the capture another label; its file keeps its name. */
export async function relabelCapture(capturePath: string, label: string): Promise<void> {
  const text = await readFile(capturePath + INFO_SUFFIX, 'utf8').catch(() => null);
  const known = text === null ? await readCapture(capturePath, capturePath) : (JSON.parse(text) as CaptureInfo);
  if (known) await writeCaptureInfo(capturePath, { ...known, label });
}

export async function deleteCapture(capturePath: string): Promise<void> {
  await Promise.all([rm(capturePath, { force: true }), rm(capturePath + INFO_SUFFIX, { force: true })]);
}

/** A part file this old belongs to nobody any more. */
const STALE_MS = 24 * 3600 * 1000;

/** Makes the folder, and removes what a crash left in it. */
export async function prepareCaptureFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of await readdir(directory)) {
    if (!name.endsWith(PART_SUFFIX)) continue;
    const path = join(directory, name);
    const stats = await stat(path).catch(() => null);
    if (stats && Date.now() - stats.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}

