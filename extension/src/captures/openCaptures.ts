/**
 * Captures that the analyzer has open, by path. Handles are the analyzer's and die with its process; paths live on, so
 * everybody in this half keeps paths and asks here for the handle.
 */
import type * as vscode from 'vscode';
import type { HeapSummary } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { AnalyzerClient, AskOptions } from '../analyzerClient.ts';

export interface OpenCaptures extends vscode.Disposable {
  /** Opens the file, or answers at once when it is open. Errors: those of heap/open. */
  open(path: string, options?: AskOptions): Promise<HeapSummary>;
  /** Opens the file and waits for the whole analysis. Errors: those of heap/open and heap/wait. */
  openWhole(path: string, options?: AskOptions): Promise<HeapSummary>;
  pathOf(handle: CaptureHandle): string | undefined;
  /** Ends a running analysis of the file; what is reached stays usable. */
  stop(path: string): Promise<void>;
  /** Frees the analyzer's memory for a file that is about to go. */
  close(path: string): Promise<void>;
}

/** Share of the way to the whole analysis that opening is. Measured on 100 MB to 1 GB: 35 to 45 %. */
const OPENING_SHARE = 0.4;

export function createOpenCaptures(analyzer: AnalyzerClient): OpenCaptures {
  const summaryByPath = new Map<string, HeapSummary>();
  const listening = analyzer.onDidStop(() => summaryByPath.clear());
  const open: OpenCaptures['open'] = async (path, options) => {
    // Asked each time: the file may have changed, and the analyzer knows by its size and time.
    const summary = await analyzer.ask('heap/open', { path }, options);
    summaryByPath.set(path, summary);
    return summary;
  };
  return {
    open,
    async openWhole(path, { token, onProgress } = {}) {
      const { handle } = await open(path, { token, onProgress: onProgress && ((stage, fraction) => onProgress(stage, OPENING_SHARE * fraction)) });
      return analyzer.ask('heap/wait', { handle, stage: 'complete' }, { token, onProgress: onProgress && ((stage, fraction) => onProgress(stage, OPENING_SHARE + (1 - OPENING_SHARE) * fraction)) });
    },
    pathOf: (handle) => [...summaryByPath].find(([, summary]) => summary.handle === handle)?.[0],
    async stop(path) {
      const summary = summaryByPath.get(path);
      if (summary) await analyzer.ask('heap/stop', { handle: summary.handle });
    },
    async close(path) {
      const summary = summaryByPath.get(path);
      summaryByPath.delete(path);
      if (summary) await analyzer.ask('heap/close', { handle: summary.handle });
    },
    dispose: () => void listening.dispose(),
  };
}
