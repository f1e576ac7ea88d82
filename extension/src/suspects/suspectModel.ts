/**
 * What the Suspicious Constructors view shows: which captures are judged, the report, and where the work stands. It
 * starts to work only when the view asks, and holds paths: handles die with the analyzer.
 */
import * as vscode from 'vscode';
import { toErrorData, type HeaplineErrorData } from '../../../analyzer/protocol/errors.ts';
import type { SuspectReport } from '../../../analyzer/protocol/rows.ts';
import type { AnalyzerClient } from '../analyzerClient.ts';
import { latestSeries, type CaptureEntry } from '../captures/captureEntry.ts';
import type { CaptureLibrary } from '../captures/captureLibrary.ts';
import type { OpenCaptures } from '../captures/openCaptures.ts';
import { changes, suspectSettings } from '../config.ts';
import { DisposableStore } from '../disposable.ts';
import { logError, type Log } from '../log.ts';

/** `idle`: nobody asked yet. */
export type SuspectState =
  | { readonly kind: 'noCaptures' }
  | { readonly kind: 'idle' }
  /** `report`: the one before, which stays in sight meanwhile. */
  | { readonly kind: 'working'; readonly captures: readonly CaptureEntry[]; readonly report: SuspectReport | null }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: HeaplineErrorData }
  | { readonly kind: 'ready'; readonly captures: readonly CaptureEntry[]; readonly report: SuspectReport };

export interface SuspectModel extends vscode.Disposable {
  readonly state: SuspectState;
  readonly onDidChange: vscode.Event<void>;
  /** How far the work is, 0 … 1. */
  readonly onDidProgress: vscode.Event<number>;
  /** True while the user's own choice of captures is judged, not the newest. */
  readonly isChosen: boolean;
  /** Judges the captures unless that is done or under way. Never throws: the state tells. */
  ensure(): Promise<void>;
  /** Judges again. */
  refresh(): Promise<void>;
  /** Judges these, oldest first, until others are chosen; undefined: the newest series again. */
  choose(paths: readonly string[] | undefined): Promise<void>;
  /** Back to the newest series, judged when the view next asks. */
  forgetChoice(): Promise<void>;
  /** Ends the work, the analysis of the capture that it waits for too. */
  cancel(): void;
}

const CHOSEN_KEY = 'heapline.suspects.chosen';
const MOST_SUSPECTS = 50;

export function createSuspectModel(parts: {
  readonly memento: vscode.Memento;
  readonly analyzer: AnalyzerClient;
  readonly library: CaptureLibrary;
  readonly openCaptures: OpenCaptures;
  readonly log: Log;
}): SuspectModel {
  const { memento, analyzer, library, openCaptures, log } = parts;
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  const progressed = store.add(new vscode.EventEmitter<number>());
  let state: SuspectState = { kind: 'idle' };
  let working: vscode.CancellationTokenSource | null = null;
  /** Paths of the captures that `state` is about. */
  let judgedPaths = '';
  /** Somebody else ended the analysis that was waited for: when it goes on, so does the judging. */
  let isInterrupted = false;
  /** Path of the capture whose analysis is waited for. */
  let analysing: string | null = null;

  const set = (next: SuspectState): void => {
    state = next;
    changed.fire();
  };
  const chosenPaths = (): readonly string[] | undefined => memento.get<readonly string[]>(CHOSEN_KEY);
  const subjects = (): CaptureEntry[] => {
    const chosen = (chosenPaths() ?? []).map(library.find).filter((entry) => entry !== undefined);
    return chosen.length > 0 ? chosen : latestSeries(library.entries);
  };

  const judge = async (captures: readonly CaptureEntry[], token: vscode.CancellationToken): Promise<SuspectReport> => {
    const handles: number[] = [];
    const steps = captures.length + 1;
    const onProgress = (_stage: string, fraction: number): void => progressed.fire((handles.length + fraction) / steps);
    for (const { path } of captures) {
      analysing = path;
      handles.push((await openCaptures.openWhole(path, { token, onProgress })).handle);
    }
    analysing = null;
    return analyzer.ask('suspects/find', { captures: handles, limit: MOST_SUSPECTS, settings: suspectSettings() }, { token, onProgress });
  };

  const refresh = async (): Promise<void> => {
    working?.cancel();
    const captures = subjects();
    judgedPaths = pathsOf(captures);
    if (captures.length === 0) return set({ kind: 'noCaptures' });
    const source = new vscode.CancellationTokenSource();
    working = source;
    isInterrupted = false;
    set({ kind: 'working', captures, report: state.kind === 'ready' || state.kind === 'working' ? state.report : null });
    try {
      const report = await vscode.window.withProgress({ location: { viewId: 'heapline.suspects' } }, () => judge(captures, source.token));
      if (working === source) set({ kind: 'ready', captures, report });
    } catch (error) {
      if (working !== source) return; // another run has taken over
      const data = toErrorData(error);
      isInterrupted = data.code === 'cancelled' && !source.token.isCancellationRequested;
      if (data.code !== 'cancelled') logError(log, 'Looking for suspects', error);
      set(data.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', error: data });
    } finally {
      if (working === source) working = null;
      source.dispose();
    }
  };

  store.add(
    library.onDidChange(() => {
      // A label may have changed, or a capture may have come or gone.
      if (pathsOf(subjects()) !== judgedPaths) set({ kind: 'idle' });
    }),
  );
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (state.kind === 'ready' && changes(event, 'suspects', 'sources')) void refresh();
    }),
  );
  store.add(
    analyzer.onDidStop(() => {
      if (state.kind === 'ready') set({ kind: 'stopped' });
    }),
  );

  store.add(
    analyzer.onDidAnalyze((handle) => {
      const path = openCaptures.pathOf(handle);
      if (isInterrupted && state.kind === 'stopped' && path !== undefined && judgedPaths.split('\n').includes(path)) void refresh();
    }),
  );

  return {
    get state() {
      return state;
    },
    onDidChange: changed.event,
    onDidProgress: progressed.event,
    get isChosen() {
      return chosenPaths() !== undefined;
    },
    async ensure() {
      if (state.kind === 'idle') await refresh();
    },
    refresh,
    async choose(paths) {
      await memento.update(CHOSEN_KEY, paths);
      await refresh();
    },
    async forgetChoice() {
      if (chosenPaths() === undefined) return;
      await memento.update(CHOSEN_KEY, undefined);
      set({ kind: 'idle' });
    },
    cancel() {
      working?.cancel();
      if (working && analysing !== null) openCaptures.stop(analysing).catch((error: unknown) => logError(log, 'Stopping an analysis', error));
    },
    dispose() {
      working?.cancel();
      store.dispose();
    },
  };
}

function pathsOf(captures: readonly CaptureEntry[]): string {
  return captures.map(({ path }) => path).join('\n');
}
