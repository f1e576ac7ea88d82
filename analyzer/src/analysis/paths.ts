/** Shortest retaining paths: why an object is still there. */
import { DISTANCE_BASE_SYSTEM, UNREACHABLE_DISTANCE, type NodeOrdinal } from '../../protocol/units.ts';
import { hasBit } from '../base/bitset.ts';
import type { CancelSignal } from '../base/cancel.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { GraphPath, HeapAnalysis } from './heapAnalysis.ts';

/** Of holders that are equally near the one whose edge says most wins: a name that the user wrote before an index before V8's plumbing. */
const PREFERENCE: Readonly<Record<number, number>> = {
  [EDGE_KIND.property]: 0,
  [EDGE_KIND.context]: 0,
  [EDGE_KIND.element]: 1,
  [EDGE_KIND.internal]: 2,
  [EDGE_KIND.hidden]: 3,
  [EDGE_KIND.shortcut]: 4,
};
const LAST = 9;

/**
 * The shortest way from the object to a user root (or, when only V8's own roots hold it, to the root). Follows distances: each
 * step goes to a holder that is one nearer, over an edge that keeps alive where there is one. Deterministic. Cost: the retainers
 * of the nodes on the path. `reachesRoot` is false when nothing but weak edges holds the object.
 */
export function shortestPathToRoot(analysis: HeapAnalysis, start: NodeOrdinal, cancel: CancelSignal): GraphPath {
  const { graph, distanceByNode } = analysis;
  const nodes: NodeOrdinal[] = [start];
  const edges: number[] = [];
  for (let node = start; ; ) {
    cancel.throwIfCancelled();
    const distance = distanceByNode[node]!;
    if (distance === UNREACHABLE_DISTANCE) return { nodes, edges, reachesRoot: false };
    if (distance <= 1 || node === graph.rootNode || distance === DISTANCE_BASE_SYSTEM) return { nodes, edges, reachesRoot: true };
    const place = nearestHolder(analysis, node);
    if (place < 0) return { nodes, edges, reachesRoot: false };
    edges.push(analysis.retainers.edgeByRetainer[place]!);
    node = analysis.retainers.sourceByRetainer[place]!;
    nodes.push(node);
  }
}

/** Place of the best holder that is one nearer, or -1. */
function nearestHolder({ graph, retainers, retaining, distanceByNode }: HeapAnalysis, node: NodeOrdinal): number {
  const { firstRetainerByNode, edgeByRetainer, sourceByRetainer } = retainers;
  const wanted = distanceByNode[node]! - 1;
  let best = -1;
  let bestRank = Infinity;
  for (let place = firstRetainerByNode[node]!; place < firstRetainerByNode[node + 1]!; place++) {
    const edge = edgeByRetainer[place]!;
    if (distanceByNode[sourceByRetainer[place]!] !== wanted || graph.kindByEdge[edge] === EDGE_KIND.weak) continue;
    const rank = (PREFERENCE[graph.kindByEdge[edge]!] ?? LAST) + (hasBit(retaining, edge) ? 0 : 100);
    if (rank < bestRank) {
      best = place;
      bestRank = rank;
    }
  }
  return best;
}
