/**
 * The capture that Comparison compares with: chosen by the host, restored from the saved path, chosen by the user, or else the
 * capture of the same target before this one. It is opened when Comparison is first shown.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AnalysisStage } from '../../../analyzer/protocol/rows.ts';
import type { CaptureChoice, PanelState, PanelTarget } from '../../../analyzer/protocol/webviewMessages.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';

export interface Base {
  readonly handle: CaptureHandle;
  /** The stage that it had when it was opened. */
  readonly stage: AnalysisStage;
  /** Null when the host opened it without saying from where. */
  readonly path: string | null;
  readonly label: string;
}

export interface BaseChoice {
  readonly base: Base | null;
  /** Path of the one that is being opened. */
  readonly opening: string | null;
  readonly error: unknown;
  choose(path: string): void;
  /** Gives up the one that is being opened. */
  cancel(): void;
  /** The host has opened it already. */
  set(base: NonNullable<PanelTarget['base']>): void;
}

interface BaseOptions {
  readonly start: Pick<PanelState, 'show' | 'previousPath'>;
  readonly choices: readonly CaptureChoice[];
  readonly savedPath: string | null;
  /** Whether Comparison is shown. */
  readonly isShown: boolean;
  onChosen(path: string): void;
}

interface BaseState {
  readonly base: Base | null;
  readonly opening: string | null;
  readonly error: unknown;
}

export function useBase(ask: Bridge['ask'], { start, choices, savedPath, isShown, onChosen }: BaseOptions): BaseChoice {
  const { base: first } = start.show;
  const [state, setState] = useState<BaseState>({ base: first ? fromHost(first, choices) : null, opening: null, error: null });
  const untried = useRef(first ? null : (savedPath ?? start.previousPath));
  useEffect(() => {
    const path = untried.current;
    if (!isShown || path === null) return;
    untried.current = null;
    setState((before) => (before.base || before.opening !== null ? before : { ...before, opening: path }));
  }, [isShown]);
  useEffect(() => {
    if (state.opening === null) return;
    const path = state.opening;
    const abort = new AbortController();
    ask('host/openCapture', { path }, abort.signal).then(
      ({ handle, stage }) => setState({ base: { handle, stage, path, label: labelOf(path, choices) }, opening: null, error: null }),
      (error: unknown) => abort.signal.aborted || setState((before) => ({ ...before, opening: null, error })),
    );
    return () => abort.abort();
  }, [state.opening]);
  return {
    ...state,
    choose(path) {
      onChosen(path);
      setState((before) => ({ ...before, opening: path, error: null }));
    },
    cancel: () => setState((before) => ({ ...before, opening: null })),
    set: (base) => setState({ base: fromHost(base, choices), opening: null, error: null }),
  };
}

function fromHost({ handle, stage, label }: NonNullable<PanelTarget['base']>, choices: readonly CaptureChoice[]): Base {
  return { handle, stage, label, path: choices.find((choice) => choice.label === label)?.path ?? null };
}

function labelOf(path: string, choices: readonly CaptureChoice[]): string {
  return choices.find((choice) => choice.path === path)?.label ?? path.replace(/^.*[/\\]/, '');
}
