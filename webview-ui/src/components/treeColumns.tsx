/** The columns of every tree: what they are called, how they sort and what they show. The name column is the tree's own. */
import type { ComponentChildren } from 'preact';
import { formatDistance } from '../state/format.ts';
import { nodeOf, type TreeRow } from '../state/rows.ts';
import { text } from '../strings.ts';
import { NumberCell, PendingCell } from './numbers.tsx';

export interface TreeColumn {
  /** Also the key to sort by. */
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly widthPx: number;
  /** Names and distances are looked at from the smallest up. */
  readonly startsAscending?: boolean;
  cell(row: TreeRow): ComponentChildren;
}

const distance: TreeColumn = {
  id: 'distance',
  label: text('distance'),
  hint: text('distanceHint'),
  widthPx: 104,
  startsAscending: true,
  cell: (row) => known(row.type === 'class' ? row.row.distance : (nodeOf(row)?.distance ?? null), formatDistance),
};

const bytes = (id: 'selfBytes' | 'retainedBytes', label: string, hint: string, totalBytes: number): TreeColumn => ({
  id,
  label,
  hint,
  widthPx: 156,
  cell: (row) => known(row.type === 'class' ? row.row[id] : (nodeOf(row)?.[id] ?? null), (value) => <NumberCell value={value} whole={totalBytes} isBytes />),
});

/** A value that a later stage of the analysis brings has a placeholder until then. */
function known<Value>(value: Value | null, draw: (value: Value) => ComponentChildren): ComponentChildren {
  return value === null ? <PendingCell /> : draw(value);
}

/** Of Containment, Dominators and Retainers. */
export function nodeColumns(totalBytes: number): TreeColumn[] {
  return [distance, bytes('selfBytes', text('shallowSize'), text('shallowSizeHint'), totalBytes), bytes('retainedBytes', text('retainedSize'), text('retainedSizeHint'), totalBytes)];
}

export function classColumns(totalBytes: number, nodeCount: number): TreeColumn[] {
  const count: TreeColumn = {
    id: 'count',
    label: text('count'),
    hint: text('countHint'),
    widthPx: 120,
    cell: (row) => row.type === 'class' && <NumberCell value={row.row.count} whole={nodeCount} />,
  };
  const [first, ...rest] = nodeColumns(totalBytes);
  return [first!, count, ...rest];
}

export function diffColumns(): TreeColumn[] {
  return [
    diffColumn('addedCount', 'newCount', { of: 'added', widthPx: 96 }),
    diffColumn('removedCount', 'deletedCount', { of: 'removed', widthPx: 96 }),
    diffColumn('deltaCount', 'deltaCount', { widthPx: 96 }),
    diffColumn('addedBytes', 'addedBytes', { of: 'added', isBytes: true, widthPx: 114 }),
    diffColumn('removedBytes', 'removedBytes', { of: 'removed', isBytes: true, widthPx: 114 }),
    diffColumn('deltaBytes', 'deltaBytes', { isBytes: true, widthPx: 114 }),
  ];
}

type DiffColumnId = 'addedCount' | 'removedCount' | 'deltaCount' | 'addedBytes' | 'removedBytes' | 'deltaBytes';
type DiffTextKey = 'newCount' | 'deletedCount' | 'deltaCount' | 'addedBytes' | 'removedBytes' | 'deltaBytes';

/** For an object: a dot for what it is, its own bytes where it counts, as DevTools has it. */
function diffColumn(id: DiffColumnId, label: DiffTextKey, options: { readonly of?: 'added' | 'removed'; readonly isBytes?: boolean; readonly widthPx: number }): TreeColumn {
  const { of, isBytes = false, widthPx } = options;
  return {
    id,
    label: text(label),
    hint: text(`${label}Hint`),
    widthPx,
    cell(row) {
      if (row.type === 'diff') return <NumberCell value={row.row[id]} isBytes={isBytes} isDelta={of === undefined} />;
      if (row.type !== 'node' || of === undefined || row.change !== of) return null;
      return isBytes ? <NumberCell value={row.node.selfBytes} isBytes /> : '•';
    },
  };
}
