/** Names of edges as text. */
import type { EdgeOrdinal } from '../../protocol/units.ts';
import { edgeKind, type HeapView } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';

/** The property, variable or internal field; for elements and hidden edges the number. */
export function edgeName(graph: HeapView, edge: EdgeOrdinal): string {
  const kind = edgeKind(graph, edge);
  const nameOrIndex = graph.nameOrIndexByEdge.at(edge);
  return kind === EDGE_KIND.element || kind === EDGE_KIND.hidden ? String(nameOrIndex) : graph.strings.text(nameOrIndex);
}
