/** Names of edges as text. */
import type { EdgeOrdinal } from '../../protocol/units.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';

/** The property, variable or internal field; for elements and hidden edges the number. */
export function edgeName({ kindByEdge, nameOrIndexByEdge, strings }: HeapGraph, edge: EdgeOrdinal): string {
  const kind = kindByEdge[edge];
  const nameOrIndex = nameOrIndexByEdge[edge]!;
  return kind === EDGE_KIND.element || kind === EDGE_KIND.hidden ? String(nameOrIndex) : strings.text(nameOrIndex);
}
