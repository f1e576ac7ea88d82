/** Captures on disk: the snapshot, and beside it a small file with what is known of it. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
/** What the analyzer keeps of a capture, so that opening it again is fast. */
export const INDEX_SUFFIX = '.heapline-index';

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
  const known = await readInfo(path);
  return {
    label: textOr(known.label, name),
    takenAtMs: numberOr(known.takenAtMs, stats.mtimeMs),
    target: textOr(known.target, name),
    pid: numberOr(known.pid, null),
    nodeVersion: textOr(known.nodeVersion, null),
    thread: textOr(known.thread, 'main thread'),
    durationMs: numberOr(known.durationMs, null),
    ...(Array.isArray(known.scripts) ? { scripts: known.scripts } : {}),
    fileBytes: stats.size,
    path,
  };
}

/** What is written beside the capture; nothing when it is missing or damaged. */
async function readInfo(capturePath: string): Promise<Partial<CaptureInfo>> {
  try {
    const info: unknown = JSON.parse(await readFile(capturePath + INFO_SUFFIX, 'utf8'));
    return typeof info === 'object' && info !== null ? info : {};
  } catch {
    return {}; // a capture is worth showing without its facts
  }
}

function textOr<Else>(value: unknown, otherwise: Else): string | Else {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function numberOr<Else>(value: unknown, otherwise: Else): number | Else {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

/** Gives the capture another label; its file keeps its name. A capture that is gone stays gone. */
export async function relabelCapture(capturePath: string, label: string): Promise<void> {
  const known = await readCapture(capturePath, basename(capturePath));
  if (!known) return;
  const { path, ...info } = known;
  await writeCaptureInfo(path, { ...info, label });
}

/** Deletes the capture with all that is kept beside it. */
export async function deleteCapture(capturePath: string): Promise<void> {
  await Promise.all([rm(capturePath, { force: true }), rm(capturePath + INFO_SUFFIX, { force: true }), deleteIndex(capturePath)]);
}

/** Deletes what the analyzer keeps beside a capture, not the capture. */
export async function deleteIndex(capturePath: string): Promise<void> {
  await rm(capturePath + INDEX_SUFFIX, { force: true });
}

/** A part file untouched for so long belongs to nobody any more. Another window's capture may stand still for minutes, while V8 walks the heap. */
const STALE_MS = 3600 * 1000;

/** Makes the folder, and removes what a crash left in it: old part files, facts and indexes whose capture is gone. */
export async function prepareCaptureFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const names = new Set(await readdir(directory));
  for (const name of names) {
    const isPart = name.endsWith(PART_SUFFIX);
    const isOrphan = [INFO_SUFFIX, INDEX_SUFFIX].some((suffix) => name.endsWith(suffix) && !names.has(name.slice(0, -suffix.length)));
    if (!isPart && !isOrphan) continue;
    const path = join(directory, name);
    const stats = await stat(path).catch(() => null);
    if (stats && Date.now() - stats.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}
