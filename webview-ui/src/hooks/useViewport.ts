/** The scrolled viewport of a list: where it is in the list, how high it is, and how to move it, beyond the browser's limit too. */
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { listOffsetPx, MAX_SCROLL_PX, scrollTopPx } from '../state/scrollWindow.ts';

export interface Viewport {
  /** Place in the list. */
  readonly offsetPx: number;
  /** Place of the same in the scrolled element. */
  readonly scrollTopPx: number;
  /** Height of the rows' part. */
  readonly heightPx: number;
  scrollTo(offsetPx: number): void;
}

/** `headPx`: height of the sticky head above the rows. */
export function useViewport(element: RefObject<HTMLElement | null>, totalPx: number, headPx: number): Viewport {
  const [view, setView] = useState({ offsetPx: 0, scrollTopPx: 0, heightPx: 0 });
  // The exact place that we asked for: the browser's own is too coarse to come back from when the list is scaled.
  const exact = useRef({ offsetPx: 0, scrollTopPx: -1 });
  const total = useRef(totalPx);
  total.current = totalPx;

  const read = useCallback(() => {
    const { current } = element;
    if (!current) return;
    const heightPx = Math.max(0, current.clientHeight - headPx);
    const top = current.scrollTop;
    const offsetPx = Math.abs(top - exact.current.scrollTopPx) < 1 ? exact.current.offsetPx : listOffsetPx(top, total.current, heightPx);
    setView((before) => (before.offsetPx === offsetPx && before.scrollTopPx === top && before.heightPx === heightPx ? before : { offsetPx, scrollTopPx: top, heightPx }));
  }, []);

  const scrollTo = useCallback(
    (wantedPx: number) => {
      const { current } = element;
      if (!current) return;
      const heightPx = current.clientHeight - headPx;
      const offsetPx = Math.max(0, Math.min(total.current - heightPx, wantedPx));
      current.scrollTop = scrollTopPx(offsetPx, total.current, heightPx);
      exact.current = { offsetPx, scrollTopPx: current.scrollTop };
      read();
    },
    [read],
  );

  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const onWheel = (event: WheelEvent): void => {
      // Only a scaled list needs help: a wheel's pixels are pixels of the list, not of the scroll bar.
      if (total.current <= MAX_SCROLL_PX || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const unitPx = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? current.clientHeight : 1;
      const from = Math.abs(current.scrollTop - exact.current.scrollTopPx) < 1 ? exact.current.offsetPx : listOffsetPx(current.scrollTop, total.current, current.clientHeight - headPx);
      scrollTo(from + event.deltaY * unitPx);
    };
    const resized = new ResizeObserver(read);
    resized.observe(current);
    current.addEventListener('scroll', read, { passive: true });
    current.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      resized.disconnect();
      current.removeEventListener('scroll', read);
      current.removeEventListener('wheel', onWheel);
    };
  }, [read, scrollTo]);

  // A list that became shorter moves the browser's place without an event before the next frame.
  useLayoutEffect(read, [totalPx, read]);
  return { ...view, scrollTo };
}
