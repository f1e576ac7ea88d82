/** The panel's state in VS Code's keeping: written shortly after each change, and at once when the page is about to go. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { fromSaved, toSaved, type SavedState } from '../state/savedState.ts';
import type { VsCodeApi } from '../vscodeApi.ts';

export interface KeptState {
  readonly saved: SavedState;
  /** Whether anything was saved before: else the page is new. */
  readonly isRestored: boolean;
  /** The newest state, also between two drawings. */
  current(): SavedState;
  update(part: Partial<SavedState>): SavedState;
  /** Something that `complete` adds has changed. */
  touch(): void;
}

const WRITE_MS = 150;

/** `complete`: adds what lives elsewhere (the trees) just before the state is written. */
export function useSavedState(api: VsCodeApi, complete: (state: SavedState) => SavedState): KeptState {
  const before = useRef<unknown>(undefined);
  before.current ??= api.getState() ?? null;
  const [saved, setSaved] = useState(() => fromSaved(before.current));
  const latest = useRef(saved);
  const completing = useRef(complete);
  completing.current = complete;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const write = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    api.setState(toSaved(completing.current(latest.current)));
  }, []);
  const touch = useCallback(() => {
    timer.current ??= setTimeout(write, WRITE_MS);
  }, []);
  const update = useCallback((part: Partial<SavedState>) => {
    latest.current = { ...latest.current, ...part };
    setSaved(latest.current);
    touch();
    return latest.current;
  }, []);
  useEffect(() => {
    const onLeave = (): void => {
      if (timer.current !== undefined) write();
    };
    window.addEventListener('pagehide', onLeave);
    document.addEventListener('visibilitychange', onLeave);
    return () => {
      window.removeEventListener('pagehide', onLeave);
      document.removeEventListener('visibilitychange', onLeave);
    };
  }, []);
  return { saved, isRestored: before.current !== null, current: () => latest.current, update, touch };
}
