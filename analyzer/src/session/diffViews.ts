/** Pages of the comparison of two captures. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { DiffSortKey, Filtered, NodeSortKey, PageQuery, Sorted } from '../../protocol/requests.ts';
import type { DiffNodeRow, DiffRow, Page } from '../../protocol/rows.ts';
import { NO_NODE, type CaptureHandle } from '../../protocol/units.ts';
import type { DiffClass, HeapDiff } from '../analysis/diff.ts';
import type { CancelSignal } from '../base/cancel.ts';
import type { CaptureViews } from './captureViews.ts';
import { compareTexts, pageOf, passesFilter } from './pages.ts';

/** One side of a comparison. */
export interface DiffSide {
  readonly handle: CaptureHandle;
  readonly views: CaptureViews;
}

/** A page of the classes that changed. Default order: the largest growth first. */
export function diffClassPage(diff: HeapDiff, target: DiffSide, query: PageQuery & Sorted<DiffSortKey> & Filtered): Page<DiffRow> {
  const key = query.sortBy ?? 'deltaBytes';
  const direction = query.ascending ?? key === 'name' ? 1 : -1;
  const toRow = (row: DiffClass): DiffRow => ({ ...countsOf(row), location: locationOf(row, target.views) });
  const shown = diff.classes
    .filter((row) => passesFilter(row.name, query.filter))
    .map((row) => ({ row, counts: countsOf(row) }))
    .sort((a, b) => direction * (key === 'name' ? compareTexts(a.row.name, b.row.name) : a.counts[key] - b.counts[key]) || compareTexts(a.row.name, b.row.name));
  return pageOf(shown, query, ({ row }) => toRow(row));
}

/** A page of the objects of one class that came and went: all added ones, then all removed ones. Errors: notFound. */
export function diffMemberPage(diff: HeapDiff, classKey: string, base: DiffSide, target: DiffSide, query: PageQuery & Sorted<NodeSortKey>, cancel: CancelSignal): Page<DiffNodeRow> {
  const row = diff.classes.find((candidate) => candidate.classKey === classKey);
  if (!row) throw new HeaplineError('notFound', 'Nothing of this constructor changed');
  const listKey = `diff ${base.handle}:${target.handle} ${classKey}`;
  const pageFrom = (side: DiffSide, change: 'added' | 'removed', nodes: Uint32Array, offset: number, limit: number): DiffNodeRow[] =>
    limit <= 0 || offset >= nodes.length
      ? []
      : side.views.nodePage(`${listKey} ${change}`, () => nodes, { ...query, offset, limit }, cancel).rows.map((node) => ({ ...node, change, capture: side.handle }));
  const added = row.addedNodes.length;
  const limit = Math.min(query.limit, 1000);
  const rows = pageFrom(target, 'added', row.addedNodes, query.offset, limit);
  rows.push(...pageFrom(base, 'removed', row.removedNodes, Math.max(0, query.offset - added), limit - rows.length));
  return { offset: query.offset, total: added + row.removedNodes.length, rows };
}

function countsOf(row: DiffClass): Omit<DiffRow, 'location'> {
  const addedCount = row.addedNodes.length;
  const removedCount = row.removedNodes.length;
  return {
    classKey: row.classKey,
    name: row.name,
    addedCount,
    removedCount,
    deltaCount: addedCount - removedCount,
    addedBytes: row.addedBytes,
    removedBytes: row.removedBytes,
    deltaBytes: row.addedBytes - row.removedBytes,
  };
}

function locationOf(row: DiffClass, { analysis, sources, findClass }: CaptureViews): DiffRow['location'] {
  const index = findClass(row.classKey);
  const located = index < 0 ? NO_NODE : analysis.classes.locatedNodeByClass[index]!;
  return located === NO_NODE ? null : sources.locateNode(located);
}
