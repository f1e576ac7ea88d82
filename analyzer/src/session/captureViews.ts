/** Views of one capture: a page of classes, of members, of children, of retainers, of dominated objects. */
import type { Filtered, ClassSortKey, NodeSortKey, PageQuery, Sorted } from '../../protocol/requests.ts';
import type { ClassRow, EdgeRow, NodeRow, Page } from '../../protocol/rows.ts';
import { HeaplineError } from '../../protocol/errors.ts';
import { NO_NODE, type NodeId, type NodeOrdinal } from '../../protocol/units.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { assert } from '../base/assert.ts';
import { membersOfClass } from '../analysis/classMembers.ts';
import { displayName } from '../analysis/displayNames.ts';
import type { HeapAnalysis, PartialAnalysis } from '../analysis/heapAnalysis.ts';
import { createNodeIdIndex, type NodeIdIndex } from '../analysis/nodeIds.ts';
import { edgeTarget } from '../model/heapGraph.ts';
import { retainerEdge, retainerSource } from '../analysis/retainerRows.ts';
import { nearestRetainers, shownRetainers } from '../analysis/shownRetainers.ts';
import type { SourceResolver } from '../sources/sourceResolver.ts';
import { createLatest } from './latest.ts';
import { createRowMaker, type RowMaker } from './nodeRows.ts';
import { compareTexts, pageOf, passesFilter } from './pages.ts';
import { edgeColumns, nodeColumns, sortRows, type SortColumns } from './sortedNodes.ts';

/** Sorted lists kept per capture. A list of a million members takes 4 MB. */
const KEPT_LISTS = 12;
/** The first rows of a list of retainers are found without the list. */
const MAX_NEAREST = 2000;

type NodeListQuery = PageQuery & Sorted<NodeSortKey>;

export interface CaptureViews {
  /** What was known when the views were made. Views of what was not, throw. */
  readonly analysis: PartialAnalysis;
  readonly sources: SourceResolver;
  readonly rows: RowMaker;
  classes(query: PageQuery & Sorted<ClassSortKey> & Filtered): Page<ClassRow>;
  members(classKey: string, query: NodeListQuery, cancel: CancelSignal): Page<NodeRow>;
  children(node: NodeOrdinal, query: NodeListQuery, cancel: CancelSignal): Page<EdgeRow>;
  retainers(node: NodeOrdinal, query: NodeListQuery, cancel: CancelSignal): Page<EdgeRow>;
  dominated(node: NodeOrdinal, query: NodeListQuery, cancel: CancelSignal): Page<NodeRow>;
  /** Sorts any list of this capture's nodes and pages it; `listKey` names the list for the cache. */
  nodePage(listKey: string, list: () => Uint32Array, query: NodeListQuery, cancel: CancelSignal): Page<NodeRow>;
  /** Row of the class, or -1. */
  findClass(classKey: string): number;
  nodeById(nodeId: NodeId): NodeOrdinal;
  /** The node, checked. Errors: notFound. */
  checkNode(node: NodeOrdinal | 'root'): NodeOrdinal;
}

/** The views of one analysed capture. Cheap to make: every list is computed when first asked for. */
export function createCaptureViews(analysis: PartialAnalysis, sources: SourceResolver): CaptureViews {
  const { graph, classes } = analysis;
  const rows = createRowMaker(analysis, sources);
  const lists = createLatest<Uint32Array>(KEPT_LISTS);
  const byNode = nodeColumns({
    nodeIdByNode: graph.nodeIdByNode,
    distanceByNode: analysis.distanceByNode ?? null,
    selfBytesByNode: analysis.shallowBytesByNode,
    retainedBytesByNode: analysis.retainedBytesByNode ?? null,
    name: (node) => displayName(analysis, node),
  });
  const classByKey = new Map(classes.keyByClass.map((key, index) => [key, index]));
  let idIndex: NodeIdIndex | null = null;

  const sorted = (listKey: string, list: () => Uint32Array, query: Sorted<NodeSortKey>, natural: NodeSortKey, columns: SortColumns, cancel: CancelSignal): Uint32Array => {
    const key = query.sortBy ?? natural;
    const ascending = query.ascending ?? key === 'edge';
    return lists.get(`${listKey}|${key}|${ascending}`, () => sortRows(list(), key, ascending, columns, cancel));
  };
  const nodePage: CaptureViews['nodePage'] = (listKey, list, query, cancel) => pageOf(sorted(listKey, list, query, analysis.retainedBytesByNode ? 'retainedBytes' : 'selfBytes', byNode, cancel), query, rows.nodeRow);

  const classIndex = (classKey: string): number => {
    const index = classByKey.get(classKey);
    if (index === undefined) throw new HeaplineError('notFound', 'The capture has no such constructor');
    return index;
  };
  const classRow = (index: number): ClassRow => {
    const located = classes.locatedNodeByClass[index]!;
    return {
      classKey: classes.keyByClass[index]!,
      name: classes.nameByClass[index]!,
      count: classes.nodeCountByClass[index]!,
      selfBytes: classes.selfBytesByClass[index]!,
      retainedBytes: analysis.retainedBytesByClass?.[index] ?? null,
      distance: analysis.distanceByClass?.[index] ?? null,
      location: located === NO_NODE ? null : sources.locateNode(located),
    };
  };

  return {
    analysis,
    sources,
    rows,
    nodePage,
    findClass: (classKey) => classByKey.get(classKey) ?? -1,
    classes(query) {
      const shown = sortedClasses(analysis, query.sortBy ?? (analysis.retainedBytesByClass ? 'retainedBytes' : 'selfBytes'), query.ascending ?? query.sortBy === 'name');
      return pageOf(shown.filter((index) => passesFilter(classes.nameByClass[index]!, query.filter)), query, classRow);
    },
    members(classKey, query, cancel) {
      const index = classIndex(classKey);
      return nodePage(`members ${index}`, () => membersOfClass(analysis, index), query, cancel);
    },
    children(node, query, cancel) {
      const list = (): Uint32Array => range(graph.firstEdgeByNode.at(node), graph.firstEdgeByNode.at(node + 1));
      const edges = sorted(`children ${node}`, list, query, 'edge', edgeColumns(byNode, (edge) => edgeTarget(graph, edge)), cancel);
      return pageOf(edges, query, (edge) => rows.edgeRow(edge, node, edgeTarget(graph, edge)));
    },
    retainers(node, query, cancel) {
      // Rows are places in the retainer columns, in DevTools' own order unless another is asked for.
      const references = atStage(analysis, 'retainers');
      const { retainers } = references;
      const rowAt = (place: number): EdgeRow => rows.edgeRow(retainerEdge(graph, retainers, node, place), retainerSource(retainers, place), retainerSource(retainers, place));
      if (query.offset + query.limit <= MAX_NEAREST && (query.sortBy ?? 'edge') === 'edge' && query.ascending !== false) {
        const { total, places } = nearestRetainers(references, node, query.offset + query.limit);
        return { ...pageOf(places, query, rowAt), total };
      }
      const places = sorted(`retainers ${node}`, () => shownRetainers(references, node), query, 'edge', edgeColumns(byNode, (place) => retainerSource(retainers, place)), cancel);
      return pageOf(places, query, rowAt);
    },
    dominated(node, query, cancel) {
      const { firstDominatedByNode, nodeByDominated } = atStage(analysis, 'dominated').dominated;
      return nodePage(`dominated ${node}`, () => nodeByDominated.slice(firstDominatedByNode.at(node), firstDominatedByNode.at(node + 1)) as Uint32Array, query, cancel);
    },
    nodeById(nodeId) {
      idIndex ??= createNodeIdIndex(graph);
      const node = idIndex.find(nodeId);
      if (node === NO_NODE) throw new HeaplineError('notFound', `There is no object @${nodeId} in this capture`);
      return node;
    },
    checkNode(node) {
      if (node === 'root') return graph.rootNode;
      if (!Number.isInteger(node) || node < 0 || node >= graph.nodeCount) throw new HeaplineError('notFound', `There is no node ${node} in this capture`);
      return node;
    },
  };
}

/** The analysis with what the session waited for before it asked. */
function atStage<Key extends keyof HeapAnalysis>(analysis: PartialAnalysis, key: Key): HeapAnalysis {
  assert(analysis[key] !== undefined, `the stage of ${key} is reached`);
  return analysis as HeapAnalysis;
}

function sortedClasses({ classes, distanceByClass, retainedBytesByClass }: PartialAnalysis, key: ClassSortKey, ascending: boolean): number[] {
  const direction = ascending ? 1 : -1;
  const column = { distance: distanceByClass, count: classes.nodeCountByClass, selfBytes: classes.selfBytesByClass, retainedBytes: retainedBytesByClass };
  const byName = (a: number, b: number): number => compareTexts(classes.nameByClass[a]!, classes.nameByClass[b]!);
  const valueOf = (index: number): number => (key === 'name' ? 0 : (column[key]?.[index] ?? 0));
  const compare = key === 'name' ? (a: number, b: number) => direction * byName(a, b) : (a: number, b: number) => direction * (valueOf(a) - valueOf(b)) || byName(a, b);
  return Array.from(classes.keyByClass.keys())
    .filter((index) => classes.nodeCountByClass[index]! > 0)
    .sort((a, b) => compare(a, b) || a - b);
}

function range(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, index) => start + index);
}
