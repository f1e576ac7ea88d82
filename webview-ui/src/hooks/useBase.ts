/** The capture that Comparison compares with: chosen by the host, restored from the saved path, or chosen by the user. */
import { useEffect, useState } from 'preact/hooks';
import type { CaptureChoice, PanelTarget } from '../../../analyzer/protocol/webviewMessages.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';

export interface Base {
  readonly handle: CaptureHandle;
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

interface BaseState {
  readonly base: Base | null;
  readonly opening: string | null;
  readonly error: unknown;
}

export function useBase(ask: Bridge['ask'], choices: readonly CaptureChoice[], first: PanelTarget['base'], savedPath: string | null, onChosen: (path: string) => void): BaseChoice {
  const [state, setState] = useState<BaseState>({ base: first ? fromHost(first, choices) : null, opening: first ? null : savedPath, error: null });
  useEffect(() => {
    if (state.opening === null) return;
    const path = state.opening;
    const abort = new AbortController();
    ask('host/openCapture', { path }, abort.signal).then(
      ({ handle }) => setState({ base: { handle, path, label: labelOf(path, choices) }, opening: null, error: null }),
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

function fromHost({ handle, label }: NonNullable<PanelTarget['base']>, choices: readonly CaptureChoice[]): Base {
  return { handle, label, path: choices.find((choice) => choice.label === label)?.path ?? null };
}

function labelOf(path: string, choices: readonly CaptureChoice[]): string {
  return choices.find((choice) => choice.path === path)?.label ?? path.replace(/^.*[/\\]/, '');
}
