/** Columns of a tree: widths that the user set, and the direction of a sort. */

export interface Sort<Key extends string = string> {
  readonly by: Key;
  readonly ascending: boolean;
}

export const MIN_COLUMN_PX = 48;
export const MAX_COLUMN_PX = 600;
/** What the first column, which takes the rest, must keep. */
export const MIN_NAME_PX = 160;

/** The other direction for the same column; for a new one, names go up and numbers down. */
export function nextSort<Key extends string>(current: Sort<Key>, by: Key, naturallyAscending: boolean): Sort<Key> {
  return current.by === by ? { by, ascending: !current.ascending } : { by, ascending: naturallyAscending };
}

export function clampWidth(widthPx: number): number {
  return Math.round(Math.max(MIN_COLUMN_PX, Math.min(MAX_COLUMN_PX, widthPx)));
}

/** `grid-template-columns`: the name takes what the others leave. */
export function gridTemplate(widthsPx: readonly number[]): string {
  return [`minmax(${MIN_NAME_PX}px, 1fr)`, ...widthsPx.map((widthPx) => `${widthPx}px`)].join(' ');
}
