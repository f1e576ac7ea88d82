/** Rows of the retainer columns, one at a time: source, kind, and the edge behind. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapView } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { RetainerView } from './heapAnalysis.ts';
import { TABLE_EDGE } from './retainingEdges.ts';

/** The node that holds, of the retainer at `place`. */
export function retainerSource({ wordByRetainer }: RetainerView, place: number): NodeOrdinal {
  return wordByRetainer.at(place) & END_MASK;
}

/** Code of the kind of the edge at `place`. */
export function retainerKind({ wordByRetainer }: RetainerView, place: number): number {
  const kind = wordByRetainer.at(place) >>> KIND_SHIFT;
  return kind === TABLE_EDGE ? EDGE_KIND.internal : kind;
}

/**
 * The edge behind the retainer of `node` at `place`. Retainers are in order of edges, so those from one source stand together and
 * their order is that of the source's edges to `node`. Cost: the edges of the source.
 */
export function retainerEdge({ firstEdgeByNode, wordByEdge }: HeapView, retainers: RetainerView, node: NodeOrdinal, place: number): EdgeOrdinal {
  const source = retainerSource(retainers, place);
  let earlier = 0;
  for (let before = place - 1; before >= retainers.firstRetainerByNode.at(node) && retainerSource(retainers, before) === source; before--) earlier++;
  const end = firstEdgeByNode.at(source + 1);
  for (let edge = firstEdgeByNode.at(source); edge < end; edge++) if ((wordByEdge.at(edge) & END_MASK) === node && earlier-- === 0) return edge;
  // Checksums find accidents only: columns that contradict one another come from an index that somebody made.
  throw new HeaplineError('damagedIndex', `node ${source} has no edge to node ${node}, which it is said to hold`);
}
