/**
 * Dominators by the Semi-NCA algorithm: L. Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems", 2005,
 * section 2.3; semidominators as in Lengauer & Tarjan, 1979. Near-linear on real heaps: measured equal in time to simple
 * Lengauer-Tarjan with 71 MB less on 9.3 M nodes, and five times faster than iteration to a fixpoint.
 */
import { NO_NODE } from '../../protocol/units.ts';
import { hasBit } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { CompleteNumbering } from './depthFirst.ts';
import type { RetainerIndex } from './retainers.ts';
import { TABLE_EDGE, type RetainingRule } from './retainingEdges.ts';

export interface DominatorTree {
  /** Immediate dominator; the root's is NO_NODE. Length nodeCount. */
  readonly dominatorByNode: Uint32Array;
  /** All nodes, dominators before what they dominate: the order of the depth-first search. Length nodeCount. */
  readonly nodeByOrder: Uint32Array;
}

/** Dominators over the retaining edges; takes the numbering's columns for itself. Extra memory: 8 bytes a node. */
export function computeDominators(rule: RetainingRule, retainers: RetainerIndex, numbering: CompleteNumbering, { cancel, report }: WorkContext): DominatorTree {
  const { numberByNode, nodeByNumber, parentByNumber, firstIsland, count } = numbering;
  const semi = computeSemidominators(rule, retainers, numbering, { cancel, report });
  // The dominator is the nearest common ancestor of the parent and the semidominator, found by climbing finished dominators.
  const dominator = parentByNumber; // overwritten in order: row n needs only rows below n
  for (let number = 2; number <= count; number++) {
    if ((number & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    let candidate = dominator[number]!;
    const limit = number >= firstIsland ? 1 : semi[number]!;
    while (candidate > limit) candidate = dominator[candidate]!;
    dominator[number] = candidate;
  }
  const dominatorByNode = numberByNode; // reused: each row is read once, for itself
  dominatorByNode[nodeByNumber[1]!] = NO_NODE;
  for (let number = 2; number <= count; number++) dominatorByNode[nodeByNumber[number]!] = nodeByNumber[dominator[number]!]!;
  return { dominatorByNode, nodeByOrder: nodeByNumber.subarray(1) };
}

/** Semidominators as numbers. Rows of islands start at themselves: being children of the root is a convention, not an edge. */
function computeSemidominators({ rootNode, pageObjects }: RetainingRule, retainers: RetainerIndex, numbering: CompleteNumbering, { cancel, report }: WorkContext): Uint32Array {
  const { firstRetainerByNode, wordByRetainer } = retainers;
  const { numberByNode, nodeByNumber, parentByNumber, spare: ancestor, firstIsland, count } = numbering;
  const { weak, shortcut } = EDGE_KIND;
  const semi = createColumn(Uint32Array, count + 1);
  /** Smallest semidominator on the shortened way up to the ancestor; of a vertex that has not been processed: itself. */
  const label = createColumn(Uint32Array, count + 1);
  let path = new Uint32Array(1 << 12);
  for (let number = 0; number <= count; number++) label[number] = number;
  ancestor.set(parentByNumber);

  /** Smallest semidominator on the way from `vertex` up to, not including, what has not been processed; the way is shortened as it is walked. */
  const shorten = (vertex: number, firstProcessed: number): number => {
    let depth = 0;
    let top = vertex;
    do {
      if (depth === path.length) path = doubled(path);
      path[depth++] = top;
      top = ancestor[top]!;
    } while (ancestor[top]! >= firstProcessed);
    let best = label[top]!;
    const newAncestor = ancestor[top]!;
    while (depth > 0) {
      const below = path[--depth]!;
      ancestor[below] = newAncestor;
      if (best < label[below]!) label[below] = best;
      else best = label[below]!;
    }
    return best;
  };

  for (let number = count; number >= 2; number--) {
    if ((number & CANCEL_CHECK_MASK) === 0) {
      cancel.throwIfCancelled();
      report('Computing dominators', 1 - number / count);
    }
    const node = nodeByNumber[number]!;
    const isPageObject = hasBit(pageObjects, node);
    let smallest = number >= firstIsland ? number : parentByNumber[number]!;
    const end = firstRetainerByNode[node + 1]!;
    for (let place = firstRetainerByNode[node]!; place < end; place++) {
      const word = wordByRetainer[place]!;
      const source = word & END_MASK;
      const kind = word >>> KIND_SHIFT;
      // The retaining rule, written out.
      if (kind === weak || kind === TABLE_EDGE || source === node) continue;
      if (source !== rootNode && (kind === shortcut || (isPageObject && !hasBit(pageObjects, source)))) continue;
      const vertex = numberByNode[source]!;
      const candidate = vertex <= number ? vertex : ancestor[vertex]! <= number ? label[vertex]! : shorten(vertex, number + 1);
      if (candidate < smallest) smallest = candidate;
    }
    semi[number] = smallest;
    label[number] = smallest;
  }
  return semi;
}

function doubled(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * column.length);
  larger.set(column);
  return larger;
}
