/**
 * The captures of a session by handle, under one memory budget. A capture that is pushed out stays known by its path and
 * is read again when it is asked for, so a handle never goes stale by itself.
 */
import { HeaplineError } from '../../protocol/errors.ts';
import type { Bytes, CaptureHandle } from '../../protocol/units.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import { newCancelFlag } from '../threads/asking.ts';
import { releaseMemory } from '../threads/releaseMemory.ts';
import { areIndexed, closeIndex, dropIndex } from './captureIndex.ts';
import { stampFile, type FileStamp } from './fileSource.ts';
import type { LoadedCapture } from './loadCapture.ts';
import type { RequestContext } from './session.ts';
import { untilCancelled } from './untilCancelled.ts';

/** A capture that can answer. Identity: two calls give the same object for as long as it stays in memory. */
export interface OpenCapture extends LoadedCapture {
  readonly handle: CaptureHandle;
  readonly path: string;
}

export interface KnownCapture {
  readonly handle: CaptureHandle;
  readonly path: string;
}

/** A file that is being read, and how many wait for it: the reading ends when the last one gives up. */
interface Loading {
  readonly work: Promise<OpenCapture>;
  readonly cancelFlag: Int32Array;
  readonly listeners: Set<RequestContext['report']>;
}

interface Entry extends KnownCapture {
  stamp: FileStamp;
  loading: Loading | null;
  open: OpenCapture | null;
  /** Ends what is open. */
  end(): void;
  /** Rises with every use. */
  lastUse: number;
}

export interface CaptureStore {
  /** Opens the file, or finds it open: same path, size and time give the same handle. Errors: as loadCapture(). */
  open(path: string, context: RequestContext): Promise<OpenCapture>;
  /** Errors: notFound; and as loadCapture() when the file has to be read again. */
  get(handle: CaptureHandle, context: RequestContext): Promise<OpenCapture>;
  close(handle: CaptureHandle): void;
  /** Lets go of what is known of the capture, its index too: the next question reads the file itself. */
  distrust(handle: CaptureHandle): void;
}

export interface CaptureStoreOptions {
  readonly budgetBytes: Bytes;
  /** Captures of an earlier life of this session, whose handles stay valid. */
  readonly known?: readonly KnownCapture[];
  load(path: string, context: RequestContext): Promise<LoadedCapture>;
  /** Hears of every capture that leaves memory, so that what was derived from it can go too. */
  onForget(capture: OpenCapture): void;
}

export function createCaptureStore({ budgetBytes, known = [], load, onForget }: CaptureStoreOptions): CaptureStore {
  const entries = new Map<CaptureHandle, Entry>();
  let uses = 0;
  let nextHandle: CaptureHandle = 1;
  const addEntry = (path: string, handle: CaptureHandle): Entry => {
    const entry: Entry = { handle, path, stamp: { bytes: -1, modifiedMs: -1 }, loading: null, open: null, end() {}, lastUse: 0 };
    entries.set(handle, entry);
    nextHandle = Math.max(nextHandle, handle + 1);
    return entry;
  };
  for (const { handle, path } of known) addEntry(path, handle);

  const unload = (entry: Entry): void => {
    const { open } = entry;
    entry.open = null;
    if (!open) return;
    entry.end();
    onForget(open);
    releaseMemory();
  };

  /** Pushes out the least recently used captures, never `keep`, until the budget holds. */
  const makeRoom = (keep: Entry): void => {
    const open = [...entries.values()].filter((entry) => entry.open).sort((a, b) => a.lastUse - b.lastUse);
    let bytes = open.reduce((sum, entry) => sum + heldBytes(entry.open!.run.columns), 0);
    for (const entry of open) {
      if (bytes <= budgetBytes) return;
      // Two stay in any case: a comparison needs both, and reading them by turns would never end.
      if (entry === keep || open.filter((other) => other.open).length <= 2) continue;
      bytes -= heldBytes(entry.open!.run.columns);
      unload(entry);
    }
  };

  const begin = (entry: Entry): Loading => {
    const cancelFlag = newCancelFlag();
    const listeners: Loading['listeners'] = new Set();
    const read = async (): Promise<OpenCapture> => {
      try {
        const stamp = stampFile(entry.path);
        const loaded = await load(entry.path, { cancel: sharedCancelSignal(cancelFlag), report: (words, fraction) => listeners.forEach((listener) => listener(words, fraction)) });
        const end = endOf(entry.path, loaded);
        if (Atomics.load(cancelFlag, 0) !== 0) {
          end(); // given up or closed just before it was there
          throw new HeaplineError('cancelled');
        }
        entry.open = { handle: entry.handle, path: entry.path, ...loaded };
        entry.end = end;
        entry.stamp = stamp;
        makeRoom(entry);
        return entry.open;
      } finally {
        if (entry.loading?.cancelFlag === cancelFlag) entry.loading = null;
      }
    };
    const work = read();
    work.catch(() => {}); // whoever waits is told
    return { work, cancelFlag, listeners };
  };

  /** The capture, read now when it isn't in memory. */
  const ready = async (entry: Entry, { cancel, report }: RequestContext): Promise<OpenCapture> => {
    entry.lastUse = ++uses;
    if (entry.open) return entry.open;
    // What everybody gave up is winding down; it has nothing for who comes now.
    if (entry.loading && Atomics.load(entry.loading.cancelFlag, 0) !== 0) entry.loading = null;
    const loading = (entry.loading ??= begin(entry));
    const listener: RequestContext['report'] = (words, fraction) => report(words, fraction); // one for each who waits, though two may share a function
    loading.listeners.add(listener);
    try {
      return await untilCancelled(loading.work, cancel);
    } finally {
      loading.listeners.delete(listener);
      if (loading.listeners.size === 0) Atomics.store(loading.cancelFlag, 0, 1);
    }
  };

  return {
    async open(path, context) {
      const stamp = stampFile(path);
      const before = [...entries.values()].find((entry) => entry.path === path);
      // A file that was replaced is read anew; its old handle gives the new file when asked.
      if (before?.open && (before.stamp.bytes !== stamp.bytes || before.stamp.modifiedMs !== stamp.modifiedMs)) unload(before);
      const entry = before ?? addEntry(path, nextHandle);
      try {
        return await ready(entry, context);
      } catch (error) {
        if (!before && !entry.loading) entries.delete(entry.handle); // a file that can't be read leaves no handle behind
        throw error;
      }
    },
    async get(handle, context) {
      const entry = entries.get(handle);
      if (!entry) throw new HeaplineError('notFound', `There is no capture with handle ${handle}`);
      return ready(entry, context);
    },
    distrust(handle) {
      const entry = entries.get(handle);
      if (!entry) return;
      unload(entry);
      dropIndex(entry.path);
    },
    close(handle) {
      const entry = entries.get(handle);
      if (!entry) return;
      if (entry.loading) Atomics.store(entry.loading.cancelFlag, 0, 1);
      unload(entry);
      entries.delete(handle);
    },
  };
}

/** What ends a capture: its passes, which read from its columns; the columns; and the index that those have gone to since it was loaded. */
function endOf(path: string, { run, close }: LoadedCapture): () => void {
  const wasIndexed = areIndexed(run.columns);
  return () =>
    void run.stop().then(() => {
      close();
      if (!wasIndexed && areIndexed(run.columns)) closeIndex(path);
    });
}

/** Pages of the columns on disk that a capture's views keep, and its tables of classes: measured 20 to 40 MB after much use. */
const PAGED_BYTES = 40e6;

/** Memory that an open capture takes: columns that are in memory since there was no disk for them, and pages of the others. */
function heldBytes(columns: OpenCapture['run']['columns']): Bytes {
  const bytesOf = (value: unknown): Bytes => (ArrayBuffer.isView(value) ? value.byteLength : 0);
  const tables: readonly object[] = [columns, columns.heap, columns.heap.strings, columns.heap.locations];
  return PAGED_BYTES + tables.flatMap((table) => Object.values(table) as unknown[]).reduce<Bytes>((sum, value) => sum + bytesOf(value), 0);
}
