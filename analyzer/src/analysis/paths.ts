/**
 * Shortest retaining paths: why an object is still there.
 *
 * The rule: a path goes from holder to holder over retaining edges (see retainingEdges.ts), has as few steps as possible, and
 * of equally near holders takes the one whose edge says most. It ends at a user root; for what only V8's own roots hold, at the
 * heap's root; in files without user roots, at one of the root's targets. DevTools' distances lead the way where they can, and levels of
 * retaining edges alone where they can't (retainingLevels.ts).
 */
import { UNREACHABLE_DISTANCE, type NodeOrdinal } from '../../protocol/units.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { memoryColumn, type NumberColumn } from '../base/numberColumn.ts';
import { openHeapGraph } from '../model/openHeap.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { GraphPath, ReferenceStage } from './heapAnalysis.ts';
import { kindOfRetainer, retainerEdge, retainerSource, visitHolders } from './retainerRows.ts';
import { retainerRetains } from './retainingEdges.ts';
import { computeRetainingLevels } from './retainingLevels.ts';

/** Which holder wins among equally near ones: a name that the user wrote before an index before V8's plumbing. Lower is better. */
const PREFERENCE: Readonly<Record<number, number>> = {
  [EDGE_KIND.property]: 0,
  [EDGE_KIND.context]: 0,
  [EDGE_KIND.element]: 1,
  [EDGE_KIND.internal]: 2,
  [EDGE_KIND.hidden]: 3,
  [EDGE_KIND.shortcut]: 4,
};
const LAST = 9;
const BEST = 0;

/**
 * The shortest way from the object to a user root (or to the root, see above). Deterministic: equally good holders are taken in
 * order of edges. `reachesRoot` is false when only weak edges lead to the object; the path is then the object alone. Cost: the
 * retainers of the nodes on the path, or O(nodes + edges) and the heap's edges in memory where distances can't lead and levels are not known
 * yet. Errors: cancelled.
 */
export function shortestPathToRoot(analysis: ReferenceStage, start: NodeOrdinal, cancel: CancelSignal): GraphPath {
  return pathByDistances(analysis, start, cancel) ?? searchPath(analysis, start, cancel) ?? { nodes: [start], edges: [], reachesRoot: false };
}

/** The same where distances lead the way, else null. Cost: the retainers of the nodes on the path. */
export function pathByDistances(analysis: ReferenceStage, start: NodeOrdinal, cancel: CancelSignal): GraphPath | null {
  return followLevels(analysis, analysis.distanceByNode, start, cancel);
}

/** Walks from holder to holder, each one level nearer, until a node of level 1 or less or the root; null where no retaining edge leads on. */
function followLevels(analysis: ReferenceStage, levelByNode: NumberColumn, start: NodeOrdinal, cancel: CancelSignal): GraphPath | null {
  const { graph, retainers } = analysis;
  const nodes: NodeOrdinal[] = [start];
  const edges: number[] = [];
  for (let node = start, steps = 1; ; steps++) {
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    if (node === graph.rootNode || levelByNode.at(node) === 1) return { nodes, edges, reachesRoot: true };
    if (levelByNode.at(node) === UNREACHABLE_DISTANCE) return null;
    const place = nearestHolder(analysis, levelByNode, node);
    if (place < 0) return null;
    edges.push(retainerEdge(graph, retainers, node, place));
    node = retainerSource(retainers, place);
    nodes.push(node);
  }
}

/** Place of the best holder that is one level nearer, or -1. O(retainers). */
function nearestHolder({ retainers, retaining }: ReferenceStage, levelByNode: NumberColumn, node: NodeOrdinal): number {
  const wanted = levelByNode.at(node) - 1;
  let best = -1;
  let bestRank = Infinity;
  visitHolders(retainers, levelByNode, node, ({ firstPlace, words, values: levels }) => {
    for (let row = 0; row < words.length; row++) {
      if (levels[row] !== wanted || !retainerRetains(retaining, words[row]!, node)) continue;
      const rank = PREFERENCE[kindOfRetainer(words[row]!)] ?? LAST;
      if (rank >= bestRank) continue;
      best = firstPlace + row;
      bestRank = rank;
      if (rank === BEST) return true; // nobody says more, and the first of equals wins
    }
    return false;
  });
  return best;
}

/** The path along levels of retaining edges alone, computed now when they are not there yet; null when nothing keeps the object alive. */
function searchPath(analysis: ReferenceStage, start: NodeOrdinal, cancel: CancelSignal): GraphPath | null {
  const { retainingLevelByNode, graph, retaining } = analysis;
  return followLevels(analysis, retainingLevelByNode ?? memoryColumn(computeRetainingLevels(openHeapGraph(graph.columns), retaining, cancel)), start, cancel);
}
