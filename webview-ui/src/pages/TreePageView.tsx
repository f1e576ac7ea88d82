/** A page that is a tree, with what holds the selected object below it: Summary, Comparison, Containment and Dominators. */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { NodeRow } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import { EmptyNote } from '../components/Notices.tsx';
import { usePanel } from '../components/panelContext.ts';
import { SplitPane } from '../components/SplitPane.tsx';
import type { TreeColumn } from '../components/treeColumns.tsx';
import { VirtualTree } from '../components/VirtualTree.tsx';
import { useTreeState } from '../hooks/useTreeState.ts';
import type { Sort } from '../state/columns.ts';
import { formatCount } from '../state/format.ts';
import type { TreeRow } from '../state/rows.ts';
import type { DetailView } from '../state/savedState.ts';
import { ROOT_LIST, rowAt } from '../state/treeModel.ts';
import type { TreeStore } from '../state/treeStore.ts';
import { text } from '../strings.ts';
import { DetailPane } from './DetailPane.tsx';

export interface DetailTarget {
  readonly handle: CaptureHandle;
  readonly node: NodeRow;
}

interface TreePageViewProps {
  readonly store: TreeStore<TreeRow>;
  readonly label: string;
  readonly nameLabel: string;
  readonly columns: readonly TreeColumn[];
  readonly sort: Sort;
  readonly pendingSort: Sort | null;
  readonly emptyNote: ComponentChildren;
  readonly detail: DetailView;
  readonly detailShare: number;
  /** An object to show below that is in no row of the tree. */
  readonly pinned: DetailTarget | null;
  onSort(by: string, startsAscending: boolean): void;
  onDetail(detail: DetailView): void;
  onDetailShare(share: number): void;
}

/** Arrow keys held down pass over rows: the pane below waits for a rest. */
const REST_MS = 120;

export function TreePageView(props: TreePageViewProps): VNode {
  const { store, label, nameLabel, columns, sort, pendingSort, emptyNote, detail, detailShare, pinned, onSort, onDetail, onDetailShare } = props;
  const { announce } = usePanel();
  const { tree, selected } = useTreeState(store);
  const total = tree.lists.get(ROOT_LIST)!.total;
  const target = useRested(targetOf(selected ? rowAt(tree, selected) : undefined) ?? pinned, store);
  useEffect(() => {
    if (total !== null) announce(text('rowsListed', formatCount(total)));
  }, [total]);

  const top = total === 0 ? <EmptyNote>{emptyNote}</EmptyNote> : <VirtualTree store={store} label={label} nameLabel={nameLabel} columns={columns} sort={sort} pendingSort={pendingSort} onSort={onSort} />;
  return <SplitPane top={top} bottom={<DetailPane target={target} view={detail} onView={onDetail} />} share={detailShare} onShare={onDetailShare} />;
}

function targetOf(row: TreeRow | undefined): DetailTarget | null {
  return row?.type === 'node' || row?.type === 'edge' ? { handle: row.handle, node: row.node } : null;
}

/** The target once it has not changed for a moment; at once when there was none, or another tree is shown. */
function useRested(target: DetailTarget | null, store: object): DetailTarget | null {
  const [rested, setRested] = useState({ target, store });
  const key = target && `${target.handle}:${target.node.node}`;
  useLayoutEffect(() => {
    if (rested.target === null || rested.store !== store) return setRested({ target, store });
    const timer = setTimeout(() => setRested({ target, store }), REST_MS);
    return () => clearTimeout(timer);
  }, [key, store]);
  return rested.store === store ? rested.target : target;
}
