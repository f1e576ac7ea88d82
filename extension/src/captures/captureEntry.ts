/** A capture in the list, and what can be told from several of them. Pure: no `vscode`, no files. */
import type { StoredCapture } from '../capture/captureFiles.ts';

export interface CaptureEntry extends StoredCapture {
  /** Opened from elsewhere: its file is the user's, and is never deleted or written beside. */
  readonly isExternal: boolean;
}

/** The captures of both kinds, newest first; of two with one path the own one stays. */
export function mergeEntries(own: readonly StoredCapture[], external: readonly StoredCapture[]): CaptureEntry[] {
  const byPath = new Map<string, CaptureEntry>();
  for (const capture of external) byPath.set(capture.path, { ...capture, isExternal: true });
  for (const capture of own) byPath.set(capture.path, { ...capture, isExternal: false });
  return [...byPath.values()].sort((a, b) => b.takenAtMs - a.takenAtMs || a.path.localeCompare(b.path));
}

/** True when both were taken from the same thread of the same process, so that V8's object ids mean the same in both. */
export function isSameTarget(a: StoredCapture, b: StoredCapture): boolean {
  return a.pid !== null && a.pid === b.pid && a.target === b.target && a.thread === b.thread && a.nodeVersion === b.nodeVersion;
}

/** The newest capture of the same thread that is older than this one. `entries`: newest first. */
export function previousOf(entry: StoredCapture, entries: readonly CaptureEntry[]): CaptureEntry | undefined {
  return entries.find((other) => other.path !== entry.path && other.takenAtMs <= entry.takenAtMs && isSameTarget(entry, other));
}

/** Judging more costs memory and seconds for each; three tell steady growth from a warm-up. */
const MOST_JUDGED = 3;

/** What the suspects are judged from unless the user chose: the newest capture and its forerunners of the same thread, oldest first. */
export function latestSeries(entries: readonly CaptureEntry[]): CaptureEntry[] {
  const [newest] = entries;
  if (!newest) return [];
  return entries.filter((other) => other === newest || isSameTarget(newest, other)).slice(0, MOST_JUDGED).reverse();
}

/** Two captures in the order of a comparison. */
export function olderFirst<Entry extends StoredCapture>(a: Entry, b: Entry): [Entry, Entry] {
  return a.takenAtMs <= b.takenAtMs ? [a, b] : [b, a];
}
