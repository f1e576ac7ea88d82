/**
 * A tree of lists of which only pages are known, flattened to rows 0 … rowCount - 1. A class with a million members costs no
 * more than one with a hundred: a list knows its length, the pages that were loaded, and which of its rows are open.
 * Pure: every change returns a new tree. Finding a row costs the open rows of the lists on its path.
 */
import type { HeaplineErrorData } from '../../../analyzer/protocol/errors.ts';
import type { Page } from '../../../analyzer/protocol/rows.ts';

/** Ids of the rows from the root down, joined by SEPARATOR; the root's own list is ''. */
export type ListKey = string;
export const ROOT_LIST: ListKey = '';
const SEPARATOR = '\n';

export const PAGE_ROWS = 100;
/** Pages kept for one list. Far more than a screen shows; bounds the memory of a long scroll. */
const MAX_PAGES = 60;

export interface Identified {
  /** Unique among its siblings, the same whenever the row is asked for. */
  readonly id: string;
}

/** Row `index` of the list `list`. */
export interface RowRef {
  readonly list: ListKey;
  readonly index: number;
}

export interface TreeList<Row> {
  readonly key: ListKey;
  /** The row whose children these are; null for the root's list. */
  readonly parent: RowRef | null;
  /** 1 for the root's list, as aria-level counts. */
  readonly level: number;
  /** Null until the first page came. */
  readonly total: number | null;
  /** Page number → its rows; the one that came last is last. */
  readonly pages: ReadonlyMap<number, readonly Row[]>;
  /** Pages whose rows are shown but no longer up to date: they are asked for again. */
  readonly stale: ReadonlySet<number>;
  /** Page number → why it did not come. */
  readonly failures: ReadonlyMap<number, HeaplineErrorData>;
  /** Open rows, ascending by index. */
  readonly open: readonly { readonly index: number; readonly key: ListKey }[];
  /** Rows of this list and of all that is open in it; one for a list that is still unknown. */
  readonly rowCount: number;
}

export interface Tree<Row> {
  readonly lists: ReadonlyMap<ListKey, TreeList<Row>>;
}

export function emptyTree<Row extends Identified>(): Tree<Row> {
  return { lists: new Map([[ROOT_LIST, newList<Row>(ROOT_LIST, null, 1)]]) };
}

export function childKey(list: ListKey, id: string): ListKey {
  return list + id.replaceAll(SEPARATOR, ' ') + SEPARATOR;
}

/** Number of rows that the tree shows. */
export function rowCount<Row>(tree: Tree<Row>): number {
  return tree.lists.get(ROOT_LIST)!.rowCount;
}

export function rowAt<Row>(tree: Tree<Row>, { list, index }: RowRef): Row | undefined {
  return tree.lists.get(list)?.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
}

/** Which row is at this place of the flattened tree. */
export function refAt<Row>(tree: Tree<Row>, place: number): RowRef {
  let list = tree.lists.get(ROOT_LIST)!;
  let index = place;
  for (;;) {
    let inner: TreeList<Row> | undefined;
    for (const opened of list.open) {
      if (index <= opened.index) break;
      const child = tree.lists.get(opened.key)!;
      if (index <= opened.index + child.rowCount) {
        inner = child;
        index -= opened.index + 1;
        break;
      }
      index -= child.rowCount;
    }
    if (!inner) return { list: list.key, index };
    list = inner;
  }
}

/** Place of the row in the flattened tree, or -1 when one of its ancestors is closed. */
export function placeOf<Row>(tree: Tree<Row>, ref: RowRef): number {
  let place = 0;
  for (let at: RowRef | null = ref; at; ) {
    const list = tree.lists.get(at.list);
    if (!list) return -1;
    place += at.index;
    for (const opened of list.open) {
      if (opened.index >= at.index) break;
      place += tree.lists.get(opened.key)!.rowCount;
    }
    const parent: RowRef | null = list.parent;
    if (parent) {
      if (openKey(tree, parent) !== list.key) return -1;
      place++;
    }
    at = parent;
  }
  return place;
}

/** Key of the list open under the row; undefined when it is closed. */
export function openKey<Row>(tree: Tree<Row>, { list, index }: RowRef): ListKey | undefined {
  return tree.lists.get(list)?.open.find((opened) => opened.index === index)?.key;
}

/** Opens a loaded row. What was known of its children is shown again. */
export function openRow<Row extends Identified>(tree: Tree<Row>, ref: RowRef): Tree<Row> {
  const row = rowAt(tree, ref);
  const list = tree.lists.get(ref.list);
  if (!row || !list || openKey(tree, ref) !== undefined) return tree;
  const key = childKey(ref.list, row.id);
  const lists = new Map(tree.lists);
  lists.set(key, { ...(lists.get(key) ?? newList<Row>(key, ref, list.level + 1)), parent: ref });
  lists.set(list.key, { ...list, open: [...list.open, { index: ref.index, key }].sort((a, b) => a.index - b.index) });
  return recount(lists, list.key);
}

export function closeRow<Row>(tree: Tree<Row>, ref: RowRef): Tree<Row> {
  const list = tree.lists.get(ref.list);
  if (!list || openKey(tree, ref) === undefined) return tree;
  const lists = new Map(tree.lists);
  lists.set(list.key, { ...list, open: list.open.filter(({ index }) => index !== ref.index) });
  return recount(lists, list.key);
}

/** Puts a page where it belongs. `offset` is a multiple of PAGE_ROWS. `isStale`: it was asked for before markStale(). */
export function addPage<Row>(tree: Tree<Row>, key: ListKey, { offset, total, rows }: Page<Row>, isStale = false): Tree<Row> {
  const list = tree.lists.get(key);
  if (!list) return tree;
  const page = offset / PAGE_ROWS;
  const pages = new Map(list.pages);
  pages.delete(page);
  pages.set(page, rows);
  for (const oldest of pages.keys()) {
    if (pages.size <= MAX_PAGES) break;
    // A page with an open row stays: the row's name is still needed.
    if (!list.open.some(({ index }) => Math.floor(index / PAGE_ROWS) === oldest)) pages.delete(oldest);
  }
  const lists = new Map(tree.lists);
  const stale = new Set(list.stale);
  if (isStale) stale.add(page);
  else stale.delete(page);
  lists.set(key, { ...list, total, pages, stale, failures: without(list.failures, page) });
  return recount(lists, key);
}

/** Every row stays where it is and is asked for again when it is in view: its values have changed, not its place. */
export function markStale<Row>(tree: Tree<Row>): Tree<Row> {
  return { lists: new Map([...tree.lists].map(([key, list]) => [key, { ...list, stale: new Set(list.pages.keys()), failures: new Map<number, HeaplineErrorData>() }])) };
}

export function failPage<Row>(tree: Tree<Row>, key: ListKey, offset: number, error: HeaplineErrorData): Tree<Row> {
  const list = tree.lists.get(key);
  if (!list) return tree;
  return { lists: new Map(tree.lists).set(key, { ...list, failures: new Map(list.failures).set(offset / PAGE_ROWS, error) }) };
}

/** Forgets failures, so that their pages are asked for again. */
export function clearFailures<Row>(tree: Tree<Row>): Tree<Row> {
  return { lists: new Map([...tree.lists].map(([key, list]) => [key, list.failures.size === 0 ? list : { ...list, failures: new Map<number, HeaplineErrorData>() }])) };
}

/** The pages that rows first … end - 1 need and that are neither up to date nor failed. */
export function missingPages<Row>(tree: Tree<Row>, first: number, end: number): { key: ListKey; offset: number }[] {
  const missing = new Map<string, { key: ListKey; offset: number }>();
  for (let place = first; place < end; place++) {
    const { list: key, index } = refAt(tree, place);
    const list = tree.lists.get(key)!;
    const page = Math.floor(index / PAGE_ROWS);
    if ((!list.pages.has(page) || list.stale.has(page)) && !list.failures.has(page)) missing.set(`${page} ${key}`, { key, offset: page * PAGE_ROWS });
  }
  return [...missing.values()];
}

/** The loaded rows from the root's list down to the row itself. */
export function ancestry<Row>(tree: Tree<Row>, ref: RowRef): { readonly ref: RowRef; readonly row: Row }[] {
  const path: { ref: RowRef; row: Row }[] = [];
  for (let at: RowRef | null = ref; at; at = tree.lists.get(at.list)?.parent ?? null) {
    const row = rowAt(tree, at);
    if (row !== undefined) path.push({ ref: at, row });
  }
  return path.reverse();
}

/** Keys of all lists that are open in view, for saving. */
export function openKeys<Row>(tree: Tree<Row>): ListKey[] {
  const keys: ListKey[] = [];
  const pending: ListKey[] = [ROOT_LIST];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    for (const opened of tree.lists.get(key)!.open) {
      keys.push(opened.key);
      pending.push(opened.key);
    }
  }
  return keys;
}

function newList<Row>(key: ListKey, parent: RowRef | null, level: number): TreeList<Row> {
  return { key, parent, level, total: null, pages: new Map(), stale: new Set(), failures: new Map(), open: [], rowCount: 1 };
}

/** Counts the rows of the list and of all above it again. Owns `lists`. */
function recount<Row>(lists: Map<ListKey, TreeList<Row>>, from: ListKey): Tree<Row> {
  for (let key: ListKey | undefined = from; key !== undefined; ) {
    const list: TreeList<Row> = lists.get(key)!;
    const inner = list.open.reduce((sum, opened) => sum + lists.get(opened.key)!.rowCount, 0);
    lists.set(key, { ...list, rowCount: (list.total ?? 1) + inner });
    key = list.parent?.list;
  }
  return { lists };
}

function without<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
