/** Where each tree's rows come from: pages of the panel as questions to the analyzer. One column sorts all levels, as far as they have it. */
import type { ClassSortKey, DiffSortKey, NodeSortKey, Sorted } from '../../../analyzer/protocol/requests.ts';
import type { AnalysisStage, Page } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle, NodeOrdinal } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import type { Sort } from './columns.ts';
import { classTreeRow, diffTreeRow, edgeTreeRow, nodeOf, nodeTreeRow, type TreeRow } from './rows.ts';
import { sortAt } from './stages.ts';
import type { TreeSource } from './treeStore.ts';

export type ClassSort = Sort<ClassSortKey>;
export type DiffSort = Sort<DiffSortKey>;
export type NodeSort = Sort<NodeSortKey>;
type Fetch = TreeSource<TreeRow>['fetch'];

/** Constructors → instances → what they refer to. */
export function summarySource(ask: Bridge['ask'], handle: CaptureHandle, { sort, members, filter }: { readonly sort: ClassSort; readonly members: NodeSort; readonly filter: string }): TreeSource<TreeRow> {
  return {
    async fetch(parent, page, signal) {
      if (parent === null) return mapPage(await ask('heap/classes', { handle, ...page, ...sorted(sort), filter }, signal), classTreeRow);
      if (parent.type === 'class') return mapPage(await ask('heap/classMembers', { handle, classKey: parent.row.classKey, ...page, ...sorted(members) }, signal), (row) => nodeTreeRow(row, handle));
      return children(ask, members)(parent, page, signal);
    },
    canOpen: (row) => row.type === 'class' || hasChildren(row),
  };
}

/** Constructors that changed → objects that came and went → what they refer to, each in its own capture. */
export function comparisonSource(ask: Bridge['ask'], base: CaptureHandle, target: CaptureHandle, sort: DiffSort, filter: string): TreeSource<TreeRow> {
  const members: NodeSort = sort.by === 'name' ? { by: 'name', ascending: sort.ascending } : { by: 'retainedBytes', ascending: false };
  return {
    async fetch(parent, page, signal) {
      if (parent === null) return mapPage(await ask('diff/classes', { base, target, ...page, ...sorted(sort), filter }, signal), diffTreeRow);
      if (parent.type === 'diff') {
        return mapPage(await ask('diff/members', { base, target, classKey: parent.row.classKey, ...page, ...sorted(members) }, signal), (row) => nodeTreeRow(row, row.capture, row.change));
      }
      return children(ask, members)(parent, page, signal);
    },
    canOpen: (row) => row.type === 'diff' || hasChildren(row),
  };
}

/** What the root refers to, and so on. */
export function containmentSource(ask: Bridge['ask'], handle: CaptureHandle, sort: NodeSort): TreeSource<TreeRow> {
  return {
    async fetch(parent, page, signal) {
      if (parent === null) return mapPage(await ask('heap/children', { handle, node: 'root', ...page, ...sorted(sort) }, signal), (row) => edgeTreeRow(row, handle, 'child'));
      return children(ask, sort)(parent, page, signal);
    },
    canOpen: hasChildren,
  };
}

/** What would go if the row above went. */
export function dominatorsSource(ask: Bridge['ask'], handle: CaptureHandle, sort: NodeSort): TreeSource<TreeRow> {
  return {
    async fetch(parent, page, signal) {
      const node = parent && nodeOf(parent);
      return mapPage(await ask('heap/dominated', { handle, node: node ? node.node : 'root', ...page, ...sorted(sort) }, signal), (row) => nodeTreeRow(row, handle));
    },
    // A node that retains no more than itself dominates nothing of size.
    canOpen: (row) => row.type === 'node' && (row.node.retainedBytes ?? 0) > row.node.selfBytes,
  };
}

/** What holds the object, and what holds that. Rows that are above themselves stay closed: the references form a cycle. */
export function retainersSource(ask: Bridge['ask'], handle: CaptureHandle, node: NodeOrdinal, sort: NodeSort): TreeSource<TreeRow> {
  return {
    async fetch(parent, page, signal) {
      const held = (parent && nodeOf(parent)?.node) ?? node;
      return mapPage(await ask('heap/retainers', { handle, node: held, ...page, ...sorted(nearestFirst(sort)) }, signal), (row) => edgeTreeRow(row, handle, 'retainer'));
    },
    canOpen: (row, ancestors) => row.type === 'edge' && row.node.distance !== 0 && !isCycle(row, ancestors, node),
  };
}

/** Whether the object of a retainer row is already above it, or is the object that the pane is about. */
export function isCycle(row: TreeRow, ancestors: readonly TreeRow[], about: NodeOrdinal): boolean {
  const node = nodeOf(row)?.node;
  return node === about || ancestors.some((above) => nodeOf(above)?.node === node);
}

/** How the instances of a class are sorted when the classes are: all have the class's name, and a count of one. */
export function memberSort({ by, ascending }: ClassSort, stage: AnalysisStage): NodeSort {
  return by === 'count' ? sortAt({ by: 'retainedBytes', ascending: false }, stage) : { by, ascending };
}

function children(ask: Bridge['ask'], sort: NodeSort): Fetch {
  // Properties are looked up by name: in the object's own order rather than by the value's text.
  const edgeSort: NodeSort = sort.by === 'name' ? { by: 'edge', ascending: sort.ascending } : sort;
  return async (parent, page, signal) => {
    if (parent === null || (parent.type !== 'node' && parent.type !== 'edge')) return { offset: page.offset, total: 0, rows: [] };
    const { handle } = parent;
    return mapPage(await ask('heap/children', { handle, node: parent.node.node, ...page, ...sorted(edgeSort) }, signal), (row) => edgeTreeRow(row, handle, 'child'));
  };
}

/** The nearest holder first is the analyzer's own order, with DevTools' order among equals. */
function nearestFirst(sort: NodeSort): NodeSort {
  return sort.by === 'distance' && sort.ascending ? { by: 'edge', ascending: true } : sort;
}

function hasChildren(row: TreeRow): boolean {
  return (nodeOf(row)?.edgeCount ?? 0) > 0;
}

function sorted<Key extends string>({ by, ascending }: Sort<Key>): Sorted<Key> {
  return { sortBy: by, ascending };
}

function mapPage<From, To>({ offset, total, rows }: Page<From>, map: (row: From) => To): Page<To> {
  return { offset, total, rows: rows.map(map) };
}
