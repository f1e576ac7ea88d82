/** What a key does in a tree: the keyboard of VS Code's own trees and of the ARIA treegrid pattern, without a DOM. */

export type TreeCommand =
  | { readonly do: 'move'; readonly to: number }
  | { readonly do: 'open' | 'close' | 'parent' | 'firstChild' | 'toggle' | 'source' | 'sourceBeside' | 'menu' | 'copy' }
  | { readonly do: 'type'; readonly text: string };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

export interface TreePosition {
  /** Place of the selected row, -1 for none. */
  readonly place: number;
  readonly rowCount: number;
  /** Whole rows in the viewport. */
  readonly pageRows: number;
  readonly isOpen: boolean;
  readonly canOpen: boolean;
}

/** Null when the key means nothing to a tree. */
export function commandOf(press: KeyPress, position: TreePosition): TreeCommand | null {
  if (press.key === 'ContextMenu' || (press.key === 'F10' && press.shiftKey)) return { do: 'menu' };
  if (press.key === 'Enter') return { do: press.ctrlKey || press.altKey || press.metaKey ? 'sourceBeside' : 'source' };
  if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === 'c') return { do: 'copy' };
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  const move = moveOf(press.key, position);
  if (move !== null) return position.rowCount === 0 ? null : { do: 'move', to: Math.max(0, Math.min(position.rowCount - 1, move)) };
  if (press.key === 'ArrowRight') return position.isOpen ? { do: 'firstChild' } : position.canOpen ? { do: 'open' } : null;
  if (press.key === 'ArrowLeft') return { do: position.isOpen ? 'close' : 'parent' };
  if (press.key === ' ') return position.canOpen || position.isOpen ? { do: 'toggle' } : null;
  return press.key.length === 1 ? { do: 'type', text: press.key } : null;
}

function moveOf(key: string, { place, rowCount, pageRows }: TreePosition): number | null {
  switch (key) {
    case 'ArrowDown':
      return place + 1;
    case 'ArrowUp':
      return place < 0 ? rowCount - 1 : place - 1;
    case 'Home':
      return 0;
    case 'End':
      return rowCount - 1;
    case 'PageDown':
      return place + Math.max(1, pageRows - 1);
    case 'PageUp':
      return place - Math.max(1, pageRows - 1);
    default:
      return null;
  }
}

/** Letters typed one after the other search together; a pause starts a new search. */
export const TYPE_PAUSE_MS = 800;
/** A search looks at this many rows at most: rows that were never loaded have no name to compare. */
const MAX_TYPE_ROWS = 5000;

/** Place of the next row whose name starts with `prefix`, after `from`, wrapping round; -1 when there is none. */
export function typeAhead(prefix: string, from: number, rowCount: number, nameAt: (place: number) => string | undefined): number {
  const sought = prefix.toLowerCase();
  // One letter goes on to the next match; more letters may keep the row that already matches.
  const start = prefix.length === 1 ? from + 1 : Math.max(0, from);
  for (let step = 0; step < Math.min(rowCount, MAX_TYPE_ROWS); step++) {
    const place = (start + step) % rowCount;
    if (nameAt(place)?.toLowerCase().startsWith(sought)) return place;
  }
  return -1;
}
