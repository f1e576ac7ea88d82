/**
 * How far the analysis of one capture is, as the panel follows it: it waits for one stage after the other, can be stopped
 * with what is there, and goes on from there. No DOM.
 */
import { toErrorData } from '../../../analyzer/protocol/errors.ts';
import type { AnalysisStage } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import { nextStage, reaches } from './stages.ts';

export interface AnalysisState {
  /** The stage that is reached: what it brings can be asked for. */
  readonly stage: AnalysisStage;
  /** `stopped`: by the user, here or elsewhere; `done`: nothing is to come. */
  readonly run: 'running' | 'stopped' | 'failed' | 'done';
  /** 0 … 1 of the way to the next stage; null while unknown. */
  readonly fraction: number | null;
  /** Of a failed analysis. */
  readonly error: unknown;
}

export interface Analysis {
  readonly handle: CaptureHandle;
  state(): AnalysisState;
  subscribe(listener: () => void): () => void;
  /** Ends the work; what is reached stays. */
  stop(): void;
  /** Starts to wait, or goes on after a stop or a failure. Does nothing while it waits. */
  goOn(): void;
  /** Ends the waiting; the analysis itself goes on. */
  dispose(): void;
}

/** Follows the capture's analysis from `stage` on; goOn() starts. */
export function createAnalysis({ ask, on }: Bridge, handle: CaptureHandle, stage: AnalysisStage): Analysis {
  let state: AnalysisState = { stage, run: nextStage(stage) === null ? 'done' : 'running', fraction: null, error: null };
  let waiting: AbortController | null = null;
  let stopping: Promise<void> = Promise.resolve();
  const listeners = new Set<() => void>();

  const change = (part: Partial<AnalysisState>): void => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };
  const reach = (reached: AnalysisStage): void => {
    if (reached === state.stage || !reaches(reached, state.stage)) return;
    change({ stage: reached, fraction: null, ...(nextStage(reached) === null ? { run: 'done' } : {}) });
  };
  const stopHearing = on('panel/analysis', ({ handle: about, stage: towards, fraction }) => {
    if (about === handle && towards === nextStage(state.stage) && state.run === 'running') change({ fraction });
  });

  const follow = async (abort: AbortController): Promise<void> => {
    await stopping;
    try {
      for (let next = nextStage(state.stage); next !== null && !abort.signal.aborted; next = nextStage(state.stage)) {
        reach((await ask('heap/wait', { handle, stage: next }, abort.signal)).stage);
      }
    } catch (error) {
      // Not by us, so somebody else has ended the analysis.
      if (!abort.signal.aborted) change(toErrorData(error).code === 'cancelled' ? { run: 'stopped', fraction: null } : { run: 'failed', fraction: null, error });
    } finally {
      if (waiting === abort) waiting = null;
    }
  };
  const endWaiting = (): void => {
    waiting?.abort();
    waiting = null;
  };

  return {
    handle,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      if (state.run !== 'running') return;
      endWaiting();
      change({ run: 'stopped', fraction: null });
      stopping = ask('heap/stop', { handle }).then(({ stage: reached }) => reach(reached), (error: unknown) => change({ run: 'failed', error }));
    },
    goOn() {
      if (waiting || nextStage(state.stage) === null) return;
      change({ run: 'running', fraction: null, error: null });
      waiting = new AbortController();
      void follow(waiting); // shows its own failure
    },
    dispose() {
      endWaiting();
      stopHearing();
      listeners.clear();
    },
  };
}
