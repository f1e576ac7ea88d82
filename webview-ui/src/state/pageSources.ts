/** What each page of the panel lists and in which order at first; and the trees of all pages, kept while another page is shown. */
import type { ClassSortKey, DiffSortKey, NodeSortKey } from '../../../analyzer/protocol/requests.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import type { Sort } from './columns.ts';
import type { TreeRow } from './rows.ts';
import type { SavedTree, TreePage } from './savedState.ts';
import { comparisonSource, containmentSource, dominatorsSource, summarySource } from './sources.ts';
import { createTreeStore, type TreeSource, type TreeStore } from './treeStore.ts';

const CLASS_KEYS: readonly ClassSortKey[] = ['name', 'distance', 'count', 'selfBytes', 'retainedBytes'];
const DIFF_KEYS: readonly DiffSortKey[] = ['name', 'addedCount', 'removedCount', 'deltaCount', 'addedBytes', 'removedBytes', 'deltaBytes'];
const NODE_KEYS: readonly NodeSortKey[] = ['name', 'nodeId', 'distance', 'selfBytes', 'retainedBytes', 'edge'];

/** The captures that the questions are about. `base` null: none to compare with yet. */
export interface Captures {
  readonly handle: CaptureHandle;
  readonly base: CaptureHandle | null;
}

/** The order that the page has: the saved one if the page knows its column, else the natural one. */
export function sortOf(page: TreePage, saved: Sort | null | undefined): Sort {
  const keys: readonly string[] = page === 'summary' ? CLASS_KEYS : page === 'comparison' ? DIFF_KEYS : NODE_KEYS;
  return saved && keys.includes(saved.by) ? saved : { by: page === 'comparison' ? 'deltaBytes' : 'retainedBytes', ascending: false };
}

export interface TreeShelf {
  /** The page's tree, filled as `tree` and the captures say; undefined while there is nothing to compare with. */
  ensure(page: TreePage, tree: SavedTree | undefined, captures: Captures): TreeStore<TreeRow> | undefined;
  /** The page's tree if it has ever been shown. */
  find(page: TreePage): TreeStore<TreeRow> | undefined;
  dispose(): void;
}

/** `onChange`: something in one of the trees that is worth saving may have changed. */
export function createTreeShelf(ask: Bridge['ask'], onChange: () => void): TreeShelf {
  const shelf = new Map<TreePage, { readonly store: TreeStore<TreeRow>; sourceKey: string }>();
  return {
    ensure(page, tree, captures) {
      if (page === 'comparison' && captures.base === null) return undefined;
      const sort = sortOf(page, tree?.sort);
      const filter = tree?.filter ?? '';
      const sourceKey = JSON.stringify([captures, sort, filter]);
      const kept = shelf.get(page);
      if (kept?.sourceKey === sourceKey) return kept.store;
      const source = sourceOf(page, ask, captures, sort, filter);
      if (kept) {
        kept.sourceKey = sourceKey;
        kept.store.setSource(source);
        return kept.store;
      }
      const store = createTreeStore(source, tree?.memory);
      store.subscribe(onChange);
      shelf.set(page, { store, sourceKey });
      return store;
    },
    find: (page) => shelf.get(page)?.store,
    dispose() {
      for (const { store } of shelf.values()) store.dispose();
    },
  };
}

function sourceOf(page: TreePage, ask: Bridge['ask'], { handle, base }: Captures, { by, ascending }: Sort, filter: string): TreeSource<TreeRow> {
  switch (page) {
    case 'summary':
      return summarySource(ask, handle, { by: by as ClassSortKey, ascending }, filter);
    case 'comparison':
      return comparisonSource(ask, base!, handle, { by: by as DiffSortKey, ascending }, filter);
    case 'containment':
      return containmentSource(ask, handle, { by: by as NodeSortKey, ascending });
    case 'dominators':
      return dominatorsSource(ask, handle, { by: by as NodeSortKey, ascending });
  }
}
