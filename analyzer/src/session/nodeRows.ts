/** From ordinals to rows: what a view needs to draw one object or one reference. */
import { EDGE_KINDS, NODE_KINDS } from '../../protocol/kinds.ts';
import type { EdgeRow, NodeRow } from '../../protocol/rows.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import { displayName } from '../analysis/displayNames.ts';
import { edgeName } from '../analysis/edgeNames.ts';
import type { PartialAnalysis } from '../analysis/heapAnalysis.ts';
import { edgeKind } from '../model/heapGraph.ts';
import type { SourceResolver } from '../sources/sourceResolver.ts';

/** Names longer than this are cut: no view shows more, and a heap may hold strings of megabytes. */
const MAX_NAME_LENGTH = 300;

export interface RowMaker {
  nodeRow(node: NodeOrdinal): NodeRow;
  /** `other` is the end of the edge that the row shows, `source` the node that owns the edge. */
  edgeRow(edge: EdgeOrdinal, source: NodeOrdinal, other: NodeOrdinal): EdgeRow;
}

/** Makes rows of one capture. Cost per row: one name decoded; locations are cached by the resolver. */
export function createRowMaker(analysis: PartialAnalysis, sources: SourceResolver): RowMaker {
  const { graph, classes } = analysis;
  const nodeRow = (node: NodeOrdinal): NodeRow => ({
    node,
    nodeId: graph.nodeIdByNode.at(node),
    kind: NODE_KINDS[graph.kindByNode.at(node)]!,
    name: cut(displayName(analysis, node)),
    className: cut(classes.nameByClass[classes.classByNode.at(node)]!),
    distance: analysis.distanceByNode?.at(node) ?? null,
    selfBytes: analysis.shallowBytesByNode.at(node),
    retainedBytes: analysis.retainedBytesByNode?.at(node) ?? null,
    edgeCount: graph.firstEdgeByNode.at(node + 1) - graph.firstEdgeByNode.at(node),
    detached: analysis.detachednessByNode?.at(node) === 2,
    location: sources.locateNode(node),
  });
  return {
    nodeRow,
    edgeRow: (edge, source, other) => ({
      edge,
      edgeKind: EDGE_KINDS[edgeKind(graph, edge)]!,
      edgeName: cut(edgeName(graph, edge)),
      node: nodeRow(other),
      location: sources.locateEdge(edge, source),
    }),
  };
}

function cut(text: string): string {
  return text.length <= MAX_NAME_LENGTH ? text : text.slice(0, MAX_NAME_LENGTH - 1) + '…';
}
