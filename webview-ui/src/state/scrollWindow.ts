/**
 * Which rows a scrolled viewport shows, for lists of any length. All rows have one height, so this is a division.
 * Browsers limit the height of an element (Firefox about 17.9 million pixels, Chromium 33.5 million): above MAX_SCROLL_PX the
 * scroll bar moves in a shorter, scaled range, while wheel and keys still move by whole pixels of the full one.
 * A general virtualiser was tried and left: it keeps a measurement for each row and clamps to the element's own height.
 */

/** 2^24: whole pixels stay exact in the single precision that compositors use. */
export const MAX_SCROLL_PX = 16_777_216;

export interface ScrollWindow {
  /** First row to draw. */
  readonly first: number;
  /** One past the last row to draw. */
  readonly end: number;
}

/** Rows at least partly inside the viewport, with `overscan` more on either side. */
export function rowsInView(offsetPx: number, viewportPx: number, rowPx: number, rowCount: number, overscan: number): ScrollWindow {
  const first = Math.max(0, Math.min(rowCount, Math.floor(offsetPx / rowPx) - overscan));
  return { first, end: Math.max(first, Math.min(rowCount, Math.ceil((offsetPx + viewportPx) / rowPx) + overscan)) };
}

/** Height of the element that the browser scrolls. */
export function scrollHeightPx(totalPx: number): number {
  return Math.min(totalPx, MAX_SCROLL_PX);
}

/** From the browser's scroll position to the place in the list, both in pixels. */
export function listOffsetPx(topPx: number, totalPx: number, viewportPx: number): number {
  return totalPx <= MAX_SCROLL_PX ? topPx : (topPx * (totalPx - viewportPx)) / (MAX_SCROLL_PX - viewportPx);
}

/** The reverse of listOffsetPx. */
export function scrollTopPx(offsetPx: number, totalPx: number, viewportPx: number): number {
  return totalPx <= MAX_SCROLL_PX ? offsetPx : (offsetPx * (MAX_SCROLL_PX - viewportPx)) / (totalPx - viewportPx);
}

/** The smallest move that brings the row into the viewport whole; `offsetPx` when it is there already. `center`: to its middle. */
export function offsetToShow(row: number, offsetPx: number, viewportPx: number, rowPx: number, align: 'nearest' | 'center'): number {
  const top = row * rowPx;
  if (top >= offsetPx && top + rowPx <= offsetPx + viewportPx) return offsetPx;
  if (align === 'center') return Math.max(0, top - (viewportPx - rowPx) / 2);
  return top < offsetPx ? top : Math.max(0, top + rowPx - viewportPx);
}
