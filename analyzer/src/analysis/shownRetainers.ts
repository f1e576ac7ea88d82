/** The retainers of an object as DevTools' Retainers pane lists them. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { ReferenceStage } from './heapAnalysis.ts';
import { retainerKind, retainerSource } from './retainerRows.ts';

/**
 * Places in the retainer columns: all incoming edges but weak and invisible ones and those from the root, the nearest holder
 * first, equally near ones in order of edges. O(retainers · log).
 */
export function shownRetainers({ graph, retainers, distanceByNode }: ReferenceStage, node: NodeOrdinal): Uint32Array {
  const start = retainers.firstRetainerByNode.at(node);
  const end = retainers.firstRetainerByNode.at(node + 1);
  const places: number[] = [];
  const distances: number[] = [];
  for (let place = start; place < end; place++) {
    const kind = retainerKind(retainers, place);
    const source = retainerSource(retainers, place);
    if (kind === EDGE_KIND.weak || kind === EDGE_KIND.invisible || source === graph.rootNode) continue;
    places.push(place);
    distances.push(distanceByNode.at(source)); // sources ascend, so that their pages are read once
  }
  const order = places.map((_, index) => index).sort((a, b) => distances[a]! - distances[b]! || a - b);
  return Uint32Array.from(order, (index) => places[index]!);
}
