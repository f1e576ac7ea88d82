/**
 * A tree in columns of which only the rows in view exist. The grid is one tab stop: it keeps the focus and names the selected
 * row with aria-activedescendant, so that rows may come and go under a screen reader.
 */
import type { VNode } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useTreeKeys } from '../hooks/useTreeKeys.ts';
import { useTreeState } from '../hooks/useTreeState.ts';
import { useViewport, type Viewport } from '../hooks/useViewport.ts';
import { gridTemplate, MIN_NAME_PX, type Sort } from '../state/columns.ts';
import { locationOf, nameOf, type TreeRow } from '../state/rows.ts';
import { offsetToShow, rowsInView, scrollHeightPx } from '../state/scrollWindow.ts';
import { ancestry, openKey, PAGE_ROWS, placeOf, refAt, rowAt, rowCount, type RowRef } from '../state/treeModel.ts';
import { selectedPlace, type ScrollWish, type TreeState, type TreeStore } from '../state/treeStore.ts';
import { text } from '../strings.ts';
import { ColumnHeader } from './ColumnHeader.tsx';
import { usePanel } from './panelContext.ts';
import { useRowMenu } from './rowMenu.ts';
import type { TreeColumn } from './treeColumns.tsx';
import { ROW_PX, TreeRowView } from './TreeRowView.tsx';

const HEAD_PX = 24;
const OVERSCAN_ROWS = 12;

export interface VirtualTreeProps {
  readonly store: TreeStore<TreeRow>;
  readonly label: string;
  readonly nameLabel: string;
  readonly columns: readonly TreeColumn[];
  readonly sort: Sort;
  /** The order that the user chose, until its column has values. */
  readonly pendingSort?: Sort | null;
  /** A tree whose rows lead back to themselves marks those. */
  readonly isCycle?: (row: TreeRow, ancestors: readonly TreeRow[]) => boolean;
  onSort(by: string, startsAscending: boolean): void;
}

export function VirtualTree(props: VirtualTreeProps): VNode {
  const { store, label, columns } = props;
  const { widthsPx, openSource, copy } = usePanel();
  const openRowMenu = useRowMenu();
  const element = useRef<HTMLDivElement>(null);
  const domId = useId();
  const state = useTreeState(store);
  const count = rowCount(state.tree);
  const viewport = useViewport(element, count * ROW_PX, HEAD_PX);
  const range = rowsInView(viewport.offsetPx, viewport.heightPx, ROW_PX, count, OVERSCAN_ROWS);
  const top = Math.ceil(viewport.offsetPx / ROW_PX);
  const bottom = Math.floor((viewport.offsetPx + viewport.heightPx) / ROW_PX);
  const place = selectedPlace(state);

  useLayoutEffect(() => store.show(range.first, range.end, top, bottom), [store, range.first, range.end, top, bottom, count]);
  useScrollWish(state, viewport);

  const widths = columns.map((column) => widthsPx[column.id] ?? column.widthPx);
  const showPlace = (shown: number, align: 'nearest' | 'center' = 'nearest'): void => viewport.scrollTo(offsetToShow(shown, viewport.offsetPx, viewport.heightPx, ROW_PX, align));
  const onKeyDown = useTreeKeys(store, Math.floor(viewport.heightPx / ROW_PX), {
    showPlace,
    openSource(row, beside) {
      const location = locationOf(row);
      if (location) openSource(location, beside);
    },
    openMenu(row, at) {
      const box = element.current!.getBoundingClientRect();
      openRowMenu(row, box.left + 40, box.top + HEAD_PX + (at + 1) * ROW_PX - viewport.offsetPx);
    },
    copy: (row) => copy(nameOf(row)),
  });

  const style = { '--columns': gridTemplate(widths), '--min-width': `${MIN_NAME_PX + widths.reduce((sum, width) => sum + width, 0)}px` };
  const places = Array.from({ length: range.end - range.first }, (_, index) => range.first + index);
  return (
    <div
      ref={element}
      class="tree"
      role="treegrid"
      tabIndex={0}
      style={style}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={place >= range.first && place < range.end ? `${domId}-${place}` : undefined}
      onKeyDown={(event) => event.target === element.current && onKeyDown(event)}
      onFocus={(event) => event.target === element.current && place < 0 && count > 0 && rowAt(state.tree, refAt(state.tree, range.first)) && store.select(refAt(state.tree, Math.ceil(viewport.offsetPx / ROW_PX)))}
    >
      <TreeHead {...props} widths={widths} />
      <div class="tree-body" role="rowgroup" style={{ height: `${scrollHeightPx(count * ROW_PX)}px` }}>
        {places.map((at) => (
          <PlacedRow key={keyOf(refAt(state.tree, at))} {...props} domId={domId} place={at} state={state} topPx={at * ROW_PX - viewport.offsetPx + viewport.scrollTopPx} isSelected={at === place} focus={() => element.current?.focus({ preventScroll: true })} openRowMenu={openRowMenu} />
        ))}
      </div>
    </div>
  );
}

/** Scrolls once for each wish, as soon as the viewport knows its height. */
function useScrollWish({ tree, scroll }: TreeState<TreeRow>, viewport: Viewport): void {
  const done = useRef<ScrollWish | null>(null);
  useLayoutEffect(() => {
    if (viewport.heightPx === 0 || scroll === null || scroll === done.current) return;
    done.current = scroll;
    const place = placeOf(tree, scroll.to);
    if (place < 0) return;
    viewport.scrollTo(scroll.rowsAbove === null ? offsetToShow(place, viewport.offsetPx, viewport.heightPx, ROW_PX, 'center') : (place - scroll.rowsAbove) * ROW_PX);
  });
}

function keyOf({ list, index }: RowRef): string {
  return `${index} ${list}`;
}

function TreeHead({ nameLabel, columns, sort, pendingSort, onSort, widths }: VirtualTreeProps & { readonly widths: readonly number[] }): VNode {
  const { setWidth } = usePanel();
  return (
    <div class="tree-head" role="rowgroup">
      <div class="head-row" role="row" aria-rowindex={1}>
        <ColumnHeader id="name" label={nameLabel} sort={sort} isPending={false} widthPx={null} columnIndex={1} onSort={() => onSort('name', true)} onWidth={() => {}} />
        {columns.map((column, index) => (
          <ColumnHeader
            key={column.id}
            id={column.id}
            label={column.label}
            hint={column.hint}
            sort={sort}
            isPending={pendingSort?.by === column.id}
            widthPx={widths[index]!}
            columnIndex={index + 2}
            onSort={() => onSort(column.id, column.startsAscending ?? false)}
            onWidth={(widthPx) => setWidth(column.id, widthPx)}
          />
        ))}
      </div>
    </div>
  );
}

interface PlacedRowProps extends VirtualTreeProps {
  readonly domId: string;
  readonly place: number;
  readonly topPx: number;
  readonly state: TreeState<TreeRow>;
  readonly isSelected: boolean;
  focus(): void;
  openRowMenu(row: TreeRow, x: number, y: number): void;
}

function PlacedRow({ store, domId, place, topPx, state, isSelected, columns, isCycle, focus, openRowMenu }: PlacedRowProps): VNode {
  const { tree } = state;
  const ref = refAt(tree, place);
  const list = tree.lists.get(ref.list)!;
  const row = rowAt(tree, ref);
  const isOpen = openKey(tree, ref) !== undefined;
  const canOpen = row !== undefined && (isOpen || store.canOpen(ref));
  const toggle = (): void => (isOpen ? store.close(ref) : canOpen ? store.open(ref) : undefined);
  const select = (): void => {
    focus();
    if (row) store.select(ref);
  };
  return (
    <TreeRowView
      id={`${domId}-${place}`}
      topPx={topPx}
      row={row}
      error={list.failures.get(Math.floor(ref.index / PAGE_ROWS))}
      place={place}
      level={list.level}
      setSize={list.total ?? -1}
      indexInSet={ref.index + 1}
      isSelected={isSelected}
      isOpen={isOpen}
      canOpen={canOpen}
      isCycle={row !== undefined && (isCycle?.(row, ancestry(tree, ref).slice(0, -1).map((above) => above.row)) ?? false)}
      columns={columns}
      onClick={select}
      onDoubleClick={toggle}
      onToggle={() => {
        select();
        toggle();
      }}
      onMenu={(event) => {
        event.preventDefault();
        event.stopPropagation();
        select();
        if (row) openRowMenu(row, event.clientX, event.clientY);
      }}
      onRetry={() => store.retry()}
    />
  );
}

export function treeLabel(page: string, capture: string): string {
  return text('treeLabel', page, capture);
}
