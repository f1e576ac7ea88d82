/**
 * The captures that the user sees: those in the captures folder, which survive the window, and files opened from
 * elsewhere. Every window shows the same list; the folder is watched.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { captureFileName, deleteCapture, deleteIndex, listCaptures, prepareCaptureFolder, relabelCapture, type StoredCapture } from '../capture/captureFiles.ts';
import { capturesFolder, changes } from '../config.ts';
import { DisposableStore } from '../disposable.ts';
import { logError, type Log } from '../log.ts';
import { mergeEntries, type CaptureEntry } from './captureEntry.ts';

export interface CaptureLibrary extends vscode.Disposable {
  /** Newest first. */
  readonly entries: readonly CaptureEntry[];
  readonly onDidChange: vscode.Event<void>;
  /** Reads the folder again. */
  refresh(): Promise<void>;
  find(path: string): CaptureEntry | undefined;
  /** An unused path for a new capture, its folder made. Errors: fileNotWritable. */
  newPath(target: string, pid: number | null, takenAtMs: number): Promise<string>;
  /** Lists a file from elsewhere; one of the folder is there already. */
  addExternal(path: string): Promise<void>;
  rename(entry: CaptureEntry, label: string): Promise<void>;
  /** Deletes an own capture with all that is beside it; takes a file from elsewhere off the list and deletes our index of it alone. */
  remove(entry: CaptureEntry): Promise<void>;
}

/** What is remembered of a file from elsewhere. */
interface ExternalFile {
  readonly path: string;
  readonly label: string;
}

const EXTERNAL_KEY = 'heapline.externalCaptures';
const MOST_EXTERNAL = 50;
const WATCH_DELAY_MS = 200;

export function createCaptureLibrary(context: vscode.ExtensionContext, log: Log): CaptureLibrary {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  const folder = (): string => capturesFolder() ?? join(context.globalStorageUri.fsPath, 'captures');
  const externals = (): readonly ExternalFile[] => context.globalState.get<readonly ExternalFile[]>(EXTERNAL_KEY, []);
  const remember = (files: readonly ExternalFile[]): Thenable<void> => context.globalState.update(EXTERNAL_KEY, files.slice(0, MOST_EXTERNAL));
  let entries: readonly CaptureEntry[] = [];
  let reads = 0;

  const refresh = async (): Promise<void> => {
    const read = ++reads;
    const [own, external] = await Promise.all([listCaptures(folder()), Promise.all(externals().map(readExternal))]);
    if (read !== reads) return; // a later refresh has seen more
    entries = mergeEntries(own, external.filter((capture) => capture !== null));
    changed.fire();
  };

  const refreshSoon = delayed(() => refresh().catch((error: unknown) => logError(log, 'Listing the captures', error)), WATCH_DELAY_MS);
  let watching = watch(folder(), refreshSoon);
  store.add({ dispose: () => void watching.dispose() });
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!changes(event, 'captures.folder')) return;
      watching.dispose();
      watching = watch(folder(), refreshSoon);
      refreshSoon();
    }),
  );

  return {
    get entries() {
      return entries;
    },
    onDidChange: changed.event,
    refresh,
    find: (path) => entries.find((entry) => entry.path === path),
    async newPath(target, pid, takenAtMs) {
      await prepareCaptureFolder(folder()).catch((error: unknown) => {
        throw new HeaplineError('fileNotWritable', `${folder()}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      });
      return join(folder(), captureFileName(target, pid, takenAtMs));
    },
    async addExternal(path) {
      if (dirname(path) === folder()) return;
      const known = externals().find((file) => file.path === path);
      await remember([known ?? { path, label: basename(path) }, ...externals().filter((file) => file.path !== path)]);
      await refresh();
    },
    async rename(entry, label) {
      if (entry.isExternal) await remember(externals().map((file) => (file.path === entry.path ? { ...file, label } : file)));
      else await relabelCapture(entry.path, label);
      await refresh();
    },
    async remove(entry) {
      if (entry.isExternal) await Promise.all([remember(externals().filter(({ path }) => path !== entry.path)), deleteIndex(entry.path)]);
      else await deleteCapture(entry.path);
      await refresh();
    },
    dispose: () => store.dispose(),
  };
}

/** Null when the file is gone: it comes back to the list when the file does. */
async function readExternal({ path, label }: ExternalFile): Promise<StoredCapture | null> {
  try {
    const { mtimeMs, size } = await stat(path);
    return { path, label, takenAtMs: mtimeMs, target: basename(dirname(path)), pid: null, nodeVersion: null, thread: '', fileBytes: size, durationMs: null };
  } catch {
    return null; // gone or unreadable, which is what null says
  }
}

function watch(folder: string, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), '*'));
  return vscode.Disposable.from(watcher, watcher.onDidCreate(onChange), watcher.onDidChange(onChange), watcher.onDidDelete(onChange));
}

/** Runs `action` once, `delayMs` after the last of a burst of calls. */
function delayed(action: () => unknown, delayMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, delayMs);
  };
}
