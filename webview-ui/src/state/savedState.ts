/** What survives a reload of the page: read with suspicion, since an older version may have written it. */
import type { PanelPage } from '../../../analyzer/protocol/webviewMessages.ts';
import type { Sort } from './columns.ts';
import type { PathItem, TreeMemory } from './treeStore.ts';

export const SAVED_VERSION = 1;
export const TREE_PAGES = ['summary', 'comparison', 'containment', 'dominators'] as const;
export type TreePage = (typeof TREE_PAGES)[number];
/** What is shown below a tree. */
export type DetailView = 'retainers' | 'path';

export interface SavedTree {
  readonly sort: Sort | null;
  readonly filter: string;
  readonly memory: TreeMemory;
}

export interface SavedState {
  readonly page: PanelPage;
  /** Path of the capture to compare with: handles end with the analyzer's process. */
  readonly basePath: string | null;
  readonly trees: Partial<Record<TreePage, SavedTree>>;
  readonly detail: DetailView;
  /** Part of the height that the lower pane takes, 0 … 1. */
  readonly detailShare: number;
  readonly showsPercent: boolean;
  readonly showsUnits: boolean;
  /** Column id → width. */
  readonly widthsPx: Readonly<Record<string, number>>;
}

export const FRESH_STATE: SavedState = { page: 'summary', basePath: null, trees: {}, detail: 'retainers', detailShare: 0.36, showsPercent: true, showsUnits: false, widthsPx: {} };

/** More open rows than anyone finds again are not kept. */
const MAX_OPEN = 200;
const MAX_TEXT_LENGTH = 4000;

export function toSaved(state: SavedState): unknown {
  const trees = Object.fromEntries(
    Object.entries(state.trees).map(([page, tree]) => [page, { ...tree, memory: { ...tree.memory, open: tree.memory.open.filter((key) => key.length < MAX_TEXT_LENGTH).slice(0, MAX_OPEN) } }]),
  );
  return { version: SAVED_VERSION, ...state, trees };
}

/** The state as it was saved; whatever is missing or strange is as if fresh. */
export function fromSaved(saved: unknown): SavedState {
  if (!isRecord(saved) || saved.version !== SAVED_VERSION) return FRESH_STATE;
  const { page, basePath, trees, detail, detailShare, showsPercent, showsUnits, widthsPx } = saved;
  return {
    page: page === 'statistics' || isTreePage(page) ? page : FRESH_STATE.page,
    basePath: typeof basePath === 'string' ? basePath : null,
    trees: isRecord(trees) ? Object.fromEntries(TREE_PAGES.flatMap((key) => (isRecord(trees[key]) ? [[key, treeFrom(trees[key])]] : []))) : {},
    detail: detail === 'path' ? 'path' : 'retainers',
    detailShare: typeof detailShare === 'number' && detailShare > 0 && detailShare < 1 ? detailShare : FRESH_STATE.detailShare,
    showsPercent: showsPercent !== false,
    showsUnits: showsUnits === true,
    widthsPx: isRecord(widthsPx) ? Object.fromEntries(Object.entries(widthsPx).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]))) : {},
  };
}

export function isTreePage(page: unknown): page is TreePage {
  return (TREE_PAGES as readonly unknown[]).includes(page);
}

function treeFrom({ sort, filter, memory }: Record<string, unknown>): SavedTree {
  const { open, selected } = isRecord(memory) ? memory : {};
  return {
    sort: isRecord(sort) && typeof sort.by === 'string' && typeof sort.ascending === 'boolean' ? { by: sort.by, ascending: sort.ascending } : null,
    filter: typeof filter === 'string' ? filter.slice(0, MAX_TEXT_LENGTH) : '',
    memory: {
      open: Array.isArray(open) ? open.filter((key): key is string => typeof key === 'string') : [],
      selected: Array.isArray(selected) ? selected.filter(isPathItem) : [],
    },
  };
}

function isPathItem(item: unknown): item is PathItem {
  return isRecord(item) && typeof item.id === 'string' && Number.isInteger(item.index) && (item.index as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
