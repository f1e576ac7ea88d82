/** The retainers of an object as DevTools' Retainers pane lists them. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { ReferenceStage } from './heapAnalysis.ts';
import { retainerKind, retainerSource } from './retainers.ts';

/**
 * Places in the retainer columns: all incoming edges but weak and invisible ones and those from the root, the nearest holder
 * first, equally near ones in order of edges. O(retainers · log).
 */
export function shownRetainers({ graph, retainers, distanceByNode }: ReferenceStage, node: NodeOrdinal): Uint32Array {
  const start = retainers.firstRetainerByNode[node]!;
  const places = Uint32Array.from({ length: retainers.firstRetainerByNode[node + 1]! - start }, (_, index) => start + index);
  return places
    .filter((place) => {
      const kind = retainerKind(retainers, place);
      return kind !== EDGE_KIND.weak && kind !== EDGE_KIND.invisible && retainerSource(retainers, place) !== graph.rootNode;
    })
    .sort((a, b) => distanceByNode[retainerSource(retainers, a)]! - distanceByNode[retainerSource(retainers, b)]! || a - b);
}
