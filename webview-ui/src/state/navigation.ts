/** Ways to a place in the panel: a constructor, an object, a constructor of the comparison. Each asks where it is and lets its tree show it. */
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { AnalysisStage, NodeRow } from '../../../analyzer/protocol/rows.ts';
import type { PanelTarget } from '../../../analyzer/protocol/webviewMessages.ts';
import type { CaptureHandle, NodeOrdinal } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import { text } from '../strings.ts';
import { findClass, findDiffClass, findMember } from './findRow.ts';
import { shownSort, sortOf } from './pageSources.ts';
import type { TreeRow } from './rows.ts';
import type { SavedState, TreePage } from './savedState.ts';
import { memberSort, type ClassSort, type DiffSort } from './sources.ts';
import type { TreeStore } from './treeStore.ts';

/** What navigation needs of the panel. */
export interface Place {
  readonly ask: Bridge['ask'];
  readonly handle: CaptureHandle;
  current(): SavedState;
  /** How far the analysis of the capture is. */
  stage(): AnalysisStage;
  /** Shows the page without a filter, and gives its tree. */
  showPage(page: TreePage): TreeStore<TreeRow> | undefined;
  /** Shows the object in the lower pane, though no row of the tree may have it. */
  pin(node: NodeRow | null): void;
}

/** Goes to the object among the instances of its constructor; when it is in no list, its holders are shown all the same. Errors: notFound. */
export async function revealNode(place: Place, node: NodeRow, classKey?: string): Promise<void> {
  const { ask, handle } = place;
  const store = place.showPage('summary');
  place.pin(node);
  const sort = summarySort(place);
  const found = await findClass(ask, handle, sort, (row) => (classKey === undefined ? row.name === node.className : row.classKey === classKey));
  if (!found || !store) throw new HeaplineError('notFound', text('notInSummary'));
  const member = await findMember(ask, handle, found.row.classKey, node, memberSort(sort, place.stage()));
  const isShown = await store.reveal(member ? [found, member] : [found]);
  if (member && isShown) place.pin(null); // its own row holds the pane from now on
}

function summarySort(place: Place): ClassSort {
  return shownSort('summary', place.current().trees.summary?.sort, place.stage()) as ClassSort;
}

/** The object with this ordinal. Errors: notFound. */
export async function nodeByOrdinal({ ask, handle }: Place, node: NodeOrdinal): Promise<NodeRow> {
  const { steps } = await ask('heap/path', { handle, node });
  if (!steps[0]) throw new HeaplineError('notFound');
  return steps[0].node;
}

/** Goes where the host wants. `base`: the capture compared with, if any. Errors: notFound. */
export async function goTo(place: Place, target: PanelTarget, base: CaptureHandle | null): Promise<void> {
  const { ask, handle } = place;
  const { page, classKey, node } = target;
  if (page === 'comparison' && base !== null) {
    const store = place.showPage('comparison');
    if (node !== undefined) place.pin(await nodeByOrdinal(place, node));
    if (classKey === undefined || !store) return;
    const found = await findDiffClass(ask, base, handle, sortOf('comparison', place.current().trees.comparison?.sort) as DiffSort, classKey);
    if (found) await store.reveal([found]);
    return;
  }
  if (node !== undefined) return revealNode(place, await nodeByOrdinal(place, node), classKey);
  if (classKey === undefined) return;
  const store = place.showPage('summary');
  const found = await findClass(ask, handle, summarySort(place), (row) => row.classKey === classKey);
  if (found) await store?.reveal([found]);
}
