/** Two panes one above the other, with a sash between them that moves by pointer and by arrow keys. */
import type { ComponentChildren, VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { text } from '../strings.ts';

interface SplitPaneProps {
  readonly top: ComponentChildren;
  readonly bottom: ComponentChildren;
  /** Part of the height that the lower pane takes, 0 … 1. */
  readonly share: number;
  onShare(share: number): void;
}

const MIN_SHARE = 0.1;
const MAX_SHARE = 0.85;
const KEY_STEP = 0.05;

export function SplitPane({ top, bottom, share, onShare }: SplitPaneProps): VNode {
  const element = useRef<HTMLDivElement>(null);
  const set = (wanted: number): void => onShare(Math.max(MIN_SHARE, Math.min(MAX_SHARE, wanted)));
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    const sash = event.currentTarget as HTMLElement;
    sash.setPointerCapture(event.pointerId);
    const move = (to: PointerEvent): void => {
      const box = element.current!.getBoundingClientRect();
      set((box.bottom - to.clientY) / box.height);
    };
    sash.addEventListener('pointermove', move);
    sash.addEventListener('lostpointercapture', () => sash.removeEventListener('pointermove', move), { once: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? KEY_STEP : event.key === 'ArrowDown' ? -KEY_STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    set(share + step);
  };
  return (
    <div ref={element} class="split">
      <div class="split-top">{top}</div>
      <div
        class="sash"
        role="separator"
        aria-orientation="horizontal"
        aria-label={text('splitter')}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={MIN_SHARE * 100}
        aria-valuemax={MAX_SHARE * 100}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      />
      <div class="split-bottom" style={{ flexBasis: `${share * 100}%` }}>
        {bottom}
      </div>
    </div>
  );
}
