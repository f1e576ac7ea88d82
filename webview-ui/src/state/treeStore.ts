/**
 * Keeps one tree filled: asks the source for the pages that are in view, drops questions that scrolled out of it, opens again
 * what was open before a reload, and knows the selected row. No DOM; the pure part is treeModel.ts.
 */
import { toErrorData } from '../../../analyzer/protocol/errors.ts';
import type { Page } from '../../../analyzer/protocol/rows.ts';
import { addPage, ancestry, childKey, clearFailures, closeRow, emptyTree, failPage, markStale, missingPages, openKey, openKeys, openRow, PAGE_ROWS, placeOf, refAt, ROOT_LIST, rowAt, type Identified, type ListKey, type RowRef, type Tree } from './treeModel.ts';

export interface TreeSource<Row extends Identified> {
  /** The children of `parent`; of the root when null. At most `limit` rows from `offset` on. */
  fetch(parent: Row | null, page: { readonly offset: number; readonly limit: number }, signal: AbortSignal): Promise<Page<Row>>;
  /** Whether the row has children worth opening. `ancestors`: from the top, without the row itself. */
  canOpen(row: Row, ancestors: readonly Row[]): boolean;
}

/** A row on the way to another: where it was, and what it was called. */
export interface PathItem {
  readonly index: number;
  readonly id: string;
}

/** What a tree looked like, small enough to be saved. */
export interface TreeMemory {
  readonly open: readonly ListKey[];
  readonly selected: readonly PathItem[];
}

export interface TreeState<Row> {
  readonly tree: Tree<Row>;
  readonly selected: RowRef | null;
  /** A new one when the view should scroll. */
  readonly scroll: ScrollWish | null;
}

export interface ScrollWish {
  readonly to: RowRef;
  /** Rows between the top of the view and the row; null: anywhere in view will do, best in the middle. */
  readonly rowsAbove: number | null;
}

/** A loaded row with its place. */
interface Step<Row> {
  readonly ref: RowRef;
  readonly row: Row;
}

/** Where a row will be in the order of a new source: the path to it from the path that it has now. */
export type Locate<Row> = (path: readonly Step<Row>[]) => Promise<readonly PathItem[]>;

export interface TreeStore<Row extends Identified> {
  state(): TreeState<Row>;
  subscribe(listener: () => void): () => void;
  /** Empties the tree and fills it from another source; what was open and selected comes back as its pages do. */
  setSource(source: TreeSource<Row>): void;
  /** As setSource, but nobody asked for the new order: the row that the user looks at stays where it is in the view. */
  reorder(source: TreeSource<Row>, locate: Locate<Row>): void;
  /** The same rows in the same order, with other values: they are replaced in place. */
  refresh(source: TreeSource<Row>): void;
  /** Rows first … end - 1 are drawn; those from `top` to `bottom` - 1 are wholly in view. */
  show(first: number, end: number, top?: number, bottom?: number): void;
  canOpen(ref: RowRef): boolean;
  open(ref: RowRef): void;
  close(ref: RowRef): void;
  select(ref: RowRef | null): void;
  /** Loads and opens the rows of the path, selects the last and scrolls to it. False when one of them is not there any more. */
  reveal(path: readonly PathItem[]): Promise<boolean>;
  retry(): void;
  memory(): TreeMemory;
  dispose(): void;
}

/** While the user scrolls, questions wait this long for the view to rest. */
const SETTLE_MS = 40;
const NOTHING: TreeMemory = { open: [], selected: [] };

export function createTreeStore<Row extends Identified>(firstSource: TreeSource<Row>, remembered: TreeMemory = NOTHING): TreeStore<Row> {
  let source = firstSource;
  let state: TreeState<Row> = { tree: emptyTree<Row>(), selected: null, scroll: null };
  let wanted = new Set(remembered.open);
  let wantedSelection: ListKey | null = null;
  let swapping: Promise<void> | null = null;
  let swapAbort: AbortController | null = null;
  let inView = { first: 0, end: 1, top: 0, bottom: 1 };
  /** Rises with refresh(): what was asked before is old. */
  let version = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAskMs = 0;
  let disposed = false;
  const listeners = new Set<() => void>();
  const asked = new Map<string, { readonly abort: AbortController; readonly done: Promise<void>; readonly pinned: boolean }>();

  const change = (next: Partial<TreeState<Row>>): void => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };

  const ask = (key: ListKey, offset: number, pinned: boolean): Promise<void> => {
    const name = `${offset} ${key}`;
    const already = asked.get(name);
    if (already) return already.done;
    const abort = new AbortController();
    const from = source;
    const asOf = version;
    const parent = state.tree.lists.get(key)?.parent ?? null;
    const run = async (): Promise<void> => {
      try {
        const page = await from.fetch(parent && (rowAt(state.tree, parent) ?? null), { offset, limit: PAGE_ROWS }, abort.signal);
        if (!abort.signal.aborted) arrived(key, page, { isStale: asOf !== version });
      } catch (error) {
        if (!abort.signal.aborted) change({ tree: failPage(state.tree, key, offset, toErrorData(error)) });
      } finally {
        if (asked.get(name)?.abort === abort) asked.delete(name);
      }
      if (!abort.signal.aborted) askForMissing();
    };
    const done = run();
    asked.set(name, { abort, done, pinned });
    return done;
  };

  /** A page came: shows it, and opens those of its rows that were open before. */
  const arrived = (key: ListKey, page: Page<Row>, { before = state, isStale = false }: { before?: TreeState<Row>; isStale?: boolean } = {}): void => {
    let tree = addPage(before.tree, key, page, isStale);
    let { selected } = before;
    for (const [index, row] of page.rows.entries()) {
      const ref = { list: key, index: page.offset + index };
      const name = childKey(key, row.id);
      if (wanted.delete(name)) tree = openRow(tree, ref);
      if (name === wantedSelection && !selected) selected = ref;
    }
    change({ tree, selected });
  };

  const askForMissing = (): void => {
    if (disposed || swapping) return;
    lastAskMs = Date.now();
    const missing = missingPages(state.tree, inView.first, Math.min(inView.end, state.tree.lists.get(ROOT_LIST)!.rowCount));
    const needed = new Set(missing.map(({ key, offset }) => `${offset} ${key}`));
    for (const [name, question] of asked) if (!needed.has(name) && !question.pinned) abandon(name);
    for (const { key, offset } of missing) void ask(key, offset, false); // shows its own failure
  };
  const abandon = (name: string): void => {
    asked.get(name)?.abort.abort();
    asked.delete(name);
  };

  const reset = (): void => {
    swapAbort?.abort();
    for (const name of [...asked.keys()]) abandon(name);
    clearTimeout(timer);
  };

  /** Waits until the page of the row is there. */
  const load = async (key: ListKey, index: number): Promise<void> => {
    if (rowAt(state.tree, { list: key, index }) === undefined) await ask(key, Math.floor(index / PAGE_ROWS) * PAGE_ROWS, true);
  };

  /** Shows the old rows until the first of the new source are there: a tree that blinks at every letter of a filter is no tree. */
  const swap = async (locate?: Locate<Row>): Promise<void> => {
    const abort = new AbortController();
    swapAbort = abort;
    const keepPlace = locate && placeKeeper(locate);
    const empty: TreeState<Row> = { ...state, tree: emptyTree<Row>(), selected: null };
    try {
      const page = await source.fetch(null, { offset: 0, limit: PAGE_ROWS }, abort.signal);
      if (!abort.signal.aborted) arrived(ROOT_LIST, page, { before: empty });
    } catch (error) {
      if (!abort.signal.aborted) change({ tree: failPage(empty.tree, ROOT_LIST, 0, toErrorData(error)), selected: null });
    }
    if (abort.signal.aborted) return;
    swapping = null;
    askForMissing();
    await keepPlace?.();
  };

  /** Rises with every wish for a place, so that an older one gives way. */
  let searches = 0;
  /** Loads and opens the rows of the path. Null when one of them is not there any more, or nobody wants to go there any more. */
  const find = async (path: readonly PathItem[], search: number): Promise<RowRef | null> => {
    let list = ROOT_LIST;
    for (const [depth, { index, id }] of path.entries()) {
      await load(list, index);
      if (search !== searches || disposed) return null;
      const ref = findNear(state.tree, list, index, id);
      if (!ref || depth === path.length - 1) return ref;
      change({ tree: openRow(state.tree, ref) });
      list = openKey(state.tree, ref)!;
    }
    return null;
  };
  const goTo = async (path: readonly PathItem[]): Promise<boolean> => {
    const search = ++searches;
    while (swapping) await swapping;
    const ref = await find(path, search);
    if (!ref) return false;
    change({ selected: ref, scroll: { to: ref, rowsAbove: null } });
    askForMissing();
    return true;
  };

  /** Notes what is selected and what the user looks at; the function that it gives brings both back in the new order. */
  const placeKeeper = (locate: Locate<Row>): (() => Promise<void>) => {
    const { tree, selected } = state;
    const { top, bottom } = inView;
    const place = selectedPlace(state);
    const isInView = place >= top && place < bottom;
    // At its top, a list stays at its top.
    const anchor = isInView ? selected : top > 0 ? refAt(tree, top) : null;
    const rowsAbove = top === 0 ? null : isInView ? place - top : 0;
    const [anchorPath, selectedPath] = [anchor, selected].map((ref) => (ref ? ancestry(tree, ref) : []));
    const search = ++searches;
    return async () => {
      const bringBack = async (path: readonly Step<Row>[]): Promise<RowRef | null> => (path.length === 0 ? null : find(await locate(path).catch(() => itemsOf(path)), search));
      const found = await bringBack(selectedPath!);
      if (found) change({ selected: found });
      const to = anchor === selected ? found : await bringBack(anchorPath!);
      if (to && anchor && search === searches) change({ scroll: { to, rowsAbove } });
      askForMissing();
    };
  };

  let revealing: Promise<boolean> = Promise.resolve(false);
  const reveal = (path: readonly PathItem[]): Promise<boolean> => (revealing = goTo(path));

  /** Rises with every source. */
  let sources = 0;
  const replace = (next: TreeSource<Row>, locate?: Locate<Row>): void => {
    sources++;
    const before = memory();
    reset();
    source = next;
    wanted = new Set(before.open);
    if (!swapping) wantedSelection = before.selected.reduce((key, { id }) => childKey(key, id), ROOT_LIST) || null;
    swapping = swap(locate);
  };

  const memory = (): TreeMemory => ({
    // What waits to be opened again is still open as far as the user is concerned.
    open: [...openKeys(state.tree), ...wanted],
    selected: state.selected ? itemsOf(ancestry(state.tree, state.selected)) : [],
  });

  if (remembered.selected.length > 0) void reveal(remembered.selected); // a row that is gone is not selected, no more
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setSource: (next) => replace(next),
    reorder(next, locate) {
      const mine = ++sources;
      // Whoever is on the way to a row goes by the old order.
      void revealing.then(() => mine === sources && !disposed && replace(next, locate));
    },
    refresh(next) {
      if (swapping) return replace(next);
      sources++;
      source = next;
      version++;
      for (const [name, { pinned }] of asked) if (!pinned) abandon(name);
      change({ tree: markStale(state.tree) });
      askForMissing();
    },
    show(first, end, top = first, bottom = end) {
      inView = { first, end, top, bottom };
      clearTimeout(timer);
      const waitMs = lastAskMs + SETTLE_MS - Date.now();
      if (waitMs <= 0) askForMissing();
      else timer = setTimeout(askForMissing, waitMs);
    },
    canOpen(ref) {
      const path = ancestry(state.tree, ref).map(({ row }) => row);
      const row = path.pop();
      return row !== undefined && source.canOpen(row, path);
    },
    open(ref) {
      change({ tree: openRow(state.tree, ref) });
      askForMissing();
    },
    close(ref) {
      const inside = state.selected && ancestry(state.tree, state.selected).some(({ ref: above }) => above.list === ref.list && above.index === ref.index);
      change({ tree: closeRow(state.tree, ref), ...(inside ? { selected: ref } : {}) });
      askForMissing();
    },
    select(ref) {
      wantedSelection = null;
      searches++;
      change({ selected: ref });
    },
    reveal,
    retry() {
      change({ tree: clearFailures(state.tree) });
      askForMissing();
    },
    memory,
    dispose() {
      disposed = true;
      reset();
      listeners.clear();
    },
  };
}

export function itemsOf<Row extends Identified>(path: readonly Step<Row>[]): PathItem[] {
  return path.map(({ ref, row }) => ({ index: ref.index, id: row.id }));
}

/** The row with the id at the index, or anywhere in the loaded pages of its list: lists shift a little between versions of a file. */
function findNear<Row extends Identified>(tree: Tree<Row>, list: ListKey, index: number, id: string): RowRef | null {
  if (rowAt(tree, { list, index })?.id === id) return { list, index };
  for (const [page, rows] of tree.lists.get(list)?.pages ?? []) {
    const inPage = rows.findIndex((row) => row.id === id);
    if (inPage >= 0) return { list, index: page * PAGE_ROWS + inPage };
  }
  return null;
}

/** Place of the selected row in the flattened tree, or -1. */
export function selectedPlace<Row>({ tree, selected }: TreeState<Row>): number {
  return selected ? placeOf(tree, selected) : -1;
}
