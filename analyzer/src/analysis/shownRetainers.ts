/** The retainers of an object as DevTools' Retainers pane lists them. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { HeapAnalysis } from './heapAnalysis.ts';

/**
 * Places in the retainer columns: all incoming edges but weak and invisible ones and those from the root, the nearest holder
 * first, equally near ones in order of edges. O(retainers · log).
 */
export function shownRetainers({ graph, retainers, distanceByNode }: HeapAnalysis, node: NodeOrdinal): Uint32Array {
  const { firstRetainerByNode, edgeByRetainer, sourceByRetainer } = retainers;
  const start = firstRetainerByNode[node]!;
  const places = Uint32Array.from({ length: firstRetainerByNode[node + 1]! - start }, (_, index) => start + index);
  return places
    .filter((place) => {
      const kind = graph.kindByEdge[edgeByRetainer[place]!];
      return kind !== EDGE_KIND.weak && kind !== EDGE_KIND.invisible && sourceByRetainer[place] !== graph.rootNode;
    })
    .sort((a, b) => distanceByNode[sourceByRetainer[a]!]! - distanceByNode[sourceByRetainer[b]!]! || a - b);
}
