/** The retainers of one object as a tree. The nearest holder is opened at once, and its nearest, down to a root: the shortest path shows itself. */
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { NodeSortKey } from '../../../analyzer/protocol/requests.ts';
import type { AnalysisStage } from '../../../analyzer/protocol/rows.ts';
import { EmptyNote } from '../components/Notices.tsx';
import { usePanel } from '../components/panelContext.ts';
import { nodeColumns } from '../components/treeColumns.tsx';
import { VirtualTree } from '../components/VirtualTree.tsx';
import { useTreeState } from '../hooks/useTreeState.ts';
import { nextSort, type Sort } from '../state/columns.ts';
import { nodeOf, valueText } from '../state/rows.ts';
import { isCycle, retainersSource } from '../state/sources.ts';
import { sortAt } from '../state/stages.ts';
import { openKey, ROOT_LIST, rowAt } from '../state/treeModel.ts';
import { createTreeStore, type TreeStore } from '../state/treeStore.ts';
import type { TreeRow } from '../state/rows.ts';
import { text } from '../strings.ts';
import type { DetailTarget } from './TreePageView.tsx';

const NEAREST_FIRST: Sort<NodeSortKey> = { by: 'distance', ascending: true };
/** A path this long is opened by itself; longer ones are gone along by hand, or read in words. */
const MAX_OPENED = 24;

/** `stage`: how far the analysis of the object's capture is; `references` at least. */
export function RetainersView({ target, stage }: { readonly target: DetailTarget; readonly stage: AnalysisStage }): VNode {
  const { ask, totalBytes } = usePanel();
  const [wanted, setWanted] = useState(NEAREST_FIRST);
  const sort = sortAt(wanted, stage);
  const { handle, node } = target;
  const store = useMemo(() => createTreeStore(retainersSource(ask, handle, node.node, NEAREST_FIRST)), []);
  useEffect(() => () => store.dispose(), [store]);
  const { tree } = useTreeState(store);
  useOpenedPath(store);
  const drawn = useRef({ sort, stage });
  useLayoutEffect(() => {
    const source = retainersSource(ask, handle, node.node, sort);
    if (drawn.current.sort.by !== sort.by || drawn.current.sort.ascending !== sort.ascending) store.setSource(source);
    else if (drawn.current.stage !== stage) store.refresh(source);
    drawn.current = { sort, stage };
  }, [sort.by, sort.ascending, stage]);
  const columns = useMemo(() => nodeColumns(totalBytes), [totalBytes]);

  if (tree.lists.get(ROOT_LIST)!.total === 0) return <EmptyNote>{text('noRetainers')}</EmptyNote>;
  return <VirtualTree store={store} label={text('retainersOf', `${valueText(node)} @${node.nodeId}`)} nameLabel={text('objectColumn')} columns={columns} sort={sort} pendingSort={sort === wanted ? null : wanted} onSort={(by, startsAscending) => setWanted(nextSort(wanted, by as NodeSortKey, startsAscending))} isCycle={(row, ancestors) => isCycle(row, ancestors, node.node)} />;
}

/** Opens the first row of each list as it comes, until a root is near. */
function useOpenedPath(store: TreeStore<TreeRow>): void {
  const next = useRef({ list: ROOT_LIST, depth: 0 });
  const { tree } = useTreeState(store);
  useLayoutEffect(() => {
    const { list, depth } = next.current;
    const ref = { list, index: 0 };
    const row = rowAt(tree, ref);
    if (depth >= MAX_OPENED || !row || !store.canOpen(ref) || (nodeOf(row)?.distance ?? 0) <= 1) return;
    if (openKey(tree, ref) === undefined) store.open(ref);
    next.current = { list: openKey(store.state().tree, ref)!, depth: depth + 1 };
  }, [tree]);
}
