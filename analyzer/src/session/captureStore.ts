/**
 * The captures of a session by handle, under one memory budget. A capture that is pushed out stays known by its path and
 * is read again when it is asked for, so a handle never goes stale by itself.
 */
import { HeaplineError } from '../../protocol/errors.ts';
import type { Bytes, CaptureHandle } from '../../protocol/units.ts';
import type { HeapAnalysis } from '../analysis/heapAnalysis.ts';
import { stampFile, type FileStamp } from './fileSource.ts';
import { loadCapture, type LoadedCapture } from './loadCapture.ts';
import type { RequestContext } from './session.ts';

/** A capture that can answer. Identity: two calls give the same object for as long as it stays in memory. */
export interface OpenCapture extends LoadedCapture {
  readonly handle: CaptureHandle;
  readonly path: string;
}

export interface KnownCapture {
  readonly handle: CaptureHandle;
  readonly path: string;
}

interface Entry extends KnownCapture {
  stamp: FileStamp;
  open: OpenCapture | null;
  /** Rises with every use. */
  lastUse: number;
}

export interface CaptureStore {
  /** Opens the file, or finds it open: same path, size and time give the same handle. Errors: as loadCapture(). */
  open(path: string, context: RequestContext): OpenCapture;
  /** Errors: notFound; and as loadCapture() when the file has to be read again. */
  get(handle: CaptureHandle, context: RequestContext): OpenCapture;
  close(handle: CaptureHandle): void;
}

/**
 * `known`: captures of an earlier life of this session, whose handles stay valid.
 * `onForget` hears of every capture that leaves memory, so that what was derived from it can go too.
 */
export function createCaptureStore(options: { budgetBytes: Bytes; known?: readonly KnownCapture[]; onForget?: (capture: OpenCapture) => void }): CaptureStore {
  const entries = new Map<CaptureHandle, Entry>();
  let uses = 0;
  let nextHandle: CaptureHandle = 1;
  for (const { handle, path } of options.known ?? []) {
    entries.set(handle, { handle, path, stamp: { bytes: -1, modifiedMs: -1 }, open: null, lastUse: 0 });
    nextHandle = Math.max(nextHandle, handle + 1);
  }

  const unload = (entry: Entry): void => {
    const { open } = entry;
    entry.open = null;
    if (open) options.onForget?.(open);
  };

  const load = (entry: Entry, context: RequestContext): OpenCapture => {
    entry.lastUse = ++uses;
    const stamp = stampFile(entry.path);
    entry.open = { handle: entry.handle, path: entry.path, ...loadCapture(entry.path, context) };
    entry.stamp = stamp;
    makeRoom(entry);
    return entry.open;
  };

  /** Pushes out the least recently used captures, never `keep`, until the budget holds. */
  const makeRoom = (keep: Entry): void => {
    const open = [...entries.values()].filter((entry) => entry.open).sort((a, b) => a.lastUse - b.lastUse);
    let bytes = open.reduce((sum, entry) => sum + heldBytes(entry.open!.analysis), 0);
    for (const entry of open) {
      if (bytes <= options.budgetBytes) return;
      // Two stay in any case: a comparison needs both, and reading them by turns would never end.
      if (entry === keep || open.filter((other) => other.open).length <= 2) continue;
      bytes -= heldBytes(entry.open!.analysis);
      unload(entry);
    }
  };

  return {
    open(path, context) {
      const stamp = stampFile(path);
      for (const entry of entries.values()) {
        if (entry.path !== path || !entry.open) continue;
        if (entry.stamp.bytes === stamp.bytes && entry.stamp.modifiedMs === stamp.modifiedMs) {
          entry.lastUse = ++uses;
          return entry.open;
        }
        unload(entry); // the file was replaced; its old handle reads the new file when asked
      }
      const known = [...entries.values()].find((entry) => entry.path === path);
      const entry: Entry = known ?? { handle: nextHandle++, path, stamp, open: null, lastUse: 0 };
      const open = load(entry, context);
      entries.set(entry.handle, entry); // only now: a file that can't be read leaves no handle behind
      return open;
    },
    get(handle, context) {
      const entry = entries.get(handle);
      if (!entry) throw new HeaplineError('notFound', `There is no capture with handle ${handle}`);
      entry.lastUse = ++uses;
      return entry.open ?? load(entry, context);
    },
    close(handle) {
      const entry = entries.get(handle);
      if (!entry) return;
      unload(entry);
      entries.delete(handle);
    },
  };
}

/** Bytes of the columns of a capture and its analysis: 8 typed columns a node, two and a half an edge. An estimate within about 10 %. */
function heldBytes({ graph }: HeapAnalysis): Bytes {
  return graph.nodeCount * 62 + graph.edgeCount * 17 + graph.strings.count * 24;
}
