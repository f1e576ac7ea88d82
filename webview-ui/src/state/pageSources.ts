/** What each page of the panel lists and in which order at first; and the trees of all pages, kept while another page is shown. */
import type { ClassSortKey, DiffSortKey, NodeSortKey } from '../../../analyzer/protocol/requests.ts';
import type { AnalysisStage } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import type { Sort } from './columns.ts';
import { findClass, findMember } from './findRow.ts';
import type { TreeRow } from './rows.ts';
import type { SavedTree, TreePage } from './savedState.ts';
import { comparisonSource, containmentSource, dominatorsSource, memberSort, summarySource, type ClassSort, type DiffSort, type NodeSort } from './sources.ts';
import { sortAt } from './stages.ts';
import { createTreeStore, itemsOf, type Locate, type TreeSource, type TreeStore } from './treeStore.ts';

const CLASS_KEYS: readonly ClassSortKey[] = ['name', 'distance', 'count', 'selfBytes', 'retainedBytes'];
const DIFF_KEYS: readonly DiffSortKey[] = ['name', 'addedCount', 'removedCount', 'deltaCount', 'addedBytes', 'removedBytes', 'deltaBytes'];
const NODE_KEYS: readonly NodeSortKey[] = ['name', 'nodeId', 'distance', 'selfBytes', 'retainedBytes', 'edge'];

/** The captures that the questions are about. `base` null: none to compare with yet. */
export interface Captures {
  readonly handle: CaptureHandle;
  /** How far the analysis of that capture is. */
  readonly stage: AnalysisStage;
  readonly base: CaptureHandle | null;
}

/** The order that the page shall have: the saved one if the page knows its column, else the natural one. */
export function sortOf(page: TreePage, saved: Sort | null | undefined): Sort {
  const keys: readonly string[] = page === 'summary' ? CLASS_KEYS : page === 'comparison' ? DIFF_KEYS : NODE_KEYS;
  return saved && keys.includes(saved.by) ? saved : { by: page === 'comparison' ? 'deltaBytes' : 'retainedBytes', ascending: false };
}

/** The order that the page has at this stage: a column that is still to come cannot be sorted by. */
export function shownSort(page: TreePage, saved: Sort | null | undefined, stage: AnalysisStage): Sort {
  return sortAt(sortOf(page, saved), stage);
}

export interface TreeShelf {
  /**
   * The page's tree, filled as `tree` and the captures say; undefined while there is nothing to compare with. Once a later stage is
   * reached, rows are asked for again in place; when that changes their order, what the user looks at stays in view.
   */
  ensure(page: TreePage, tree: SavedTree | undefined, captures: Captures): TreeStore<TreeRow> | undefined;
  /** The page's tree if it has ever been shown. */
  find(page: TreePage): TreeStore<TreeRow> | undefined;
  dispose(): void;
}

interface Kept {
  readonly store: TreeStore<TreeRow>;
  /** What the rows are and how they are sorted. */
  order: string;
  /** What of it the user chose. */
  choice: string;
  stage: AnalysisStage;
}

/** `onChange`: something in one of the trees that is worth saving may have changed. */
export function createTreeShelf(ask: Bridge['ask'], onChange: () => void): TreeShelf {
  const shelf = new Map<TreePage, Kept>();
  return {
    ensure(page, tree, captures) {
      const { handle, base, stage } = captures;
      if (page === 'comparison' && base === null) return undefined;
      const filter = tree?.filter ?? '';
      const list = listOf(page, ask, captures, shownSort(page, tree?.sort, stage), filter);
      const choice = JSON.stringify([handle, base, tree?.sort ?? null, filter]);
      const kept = shelf.get(page);
      if (kept) {
        if (kept.order !== list.order && kept.choice === choice && kept.stage !== stage) kept.store.reorder(list.source, list.locate);
        else if (kept.order !== list.order) kept.store.setSource(list.source);
        else if (kept.stage !== stage) kept.store.refresh(list.source);
        Object.assign(kept, { order: list.order, choice, stage });
        return kept.store;
      }
      const store = createTreeStore(list.source, tree?.memory);
      store.subscribe(onChange);
      shelf.set(page, { store, order: list.order, choice, stage });
      return store;
    },
    find: (page) => shelf.get(page)?.store,
    dispose() {
      for (const { store } of shelf.values()) store.dispose();
    },
  };
}

/** A list of rows in an order. */
interface List {
  readonly source: TreeSource<TreeRow>;
  readonly order: string;
  readonly locate: Locate<TreeRow>;
}

function listOf(page: TreePage, ask: Bridge['ask'], { handle, base, stage }: Captures, sort: Sort, filter: string): List {
  const order = JSON.stringify([handle, base, sort, filter]);
  /** Lists whose rows are all loaded, as those of one object mostly are, need no question. */
  const locate: List['locate'] = async (path) => itemsOf(path);
  switch (page) {
    case 'summary': {
      const classes = sort as ClassSort;
      const members = memberSort(classes, stage);
      return { source: summarySource(ask, handle, { sort: classes, members, filter }), order: order + JSON.stringify(members), locate: locateInSummary(ask, handle, { sort: classes, members, filter }) };
    }
    case 'comparison':
      return { source: comparisonSource(ask, base!, handle, sort as DiffSort, filter), order, locate };
    case 'containment':
      return { source: containmentSource(ask, handle, sort as NodeSort), order, locate };
    case 'dominators':
      return { source: dominatorsSource(ask, handle, sort as NodeSort), order, locate };
  }
}

/** A constructor and its instances are looked for in the new order, what is deeper where it was. */
function locateInSummary(ask: Bridge['ask'], handle: CaptureHandle, { sort, members, filter }: { readonly sort: ClassSort; readonly members: NodeSort; readonly filter: string }): Locate<TreeRow> {
  return async (path) => {
    const [top, second, ...deeper] = path;
    if (top?.row.type !== 'class') return itemsOf(path);
    const { classKey } = top.row.row;
    const found = await findClass(ask, handle, sort, (row) => row.classKey === classKey, filter);
    if (!found || second?.row.type !== 'node') return found ? [found, ...itemsOf(path.slice(1))] : itemsOf(path);
    const member = await findMember(ask, handle, classKey, second.row.node, members);
    return member ? [found, member, ...itemsOf(deeper)] : [found, ...itemsOf(path.slice(1))];
  };
}
