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

/** The tree by depth-first numbers, which run from 1: dominators before what they dominate. Row 0 is unused. */
export interface DominatorTree {
  /** The root is 1, and its own row 0. Length nodeCount + 1. */
  readonly dominatorByNumber: Int32Array;
  readonly nodeByNumber: Int32Array;
}

/** Dominators over the retaining edges; takes the numbering's columns for itself. Extra memory: 8 bytes a node. */
export function computeDominators(rule: RetainingRule, retainers: RetainerIndex, numbering: CompleteNumbering, { cancel, report }: WorkContext): DominatorTree {
  const { firstIsland, count } = numbering;
  const semi = computeSemidominators(rule, retainers, numbering, { cancel, report });
  // The dominator is the nearest common ancestor of the parent and the semidominator, found by climbing finished dominators.
  const dominator = signed(numbering.parentByNumber); // overwritten in order: row n needs only rows below n
  for (let number = 2; number <= count; number++) {
    if ((number & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    let candidate = dominator[number]!;
    const limit = number >= firstIsland ? 1 : semi[number]!;
    while (candidate > limit) candidate = dominator[candidate]!;
    dominator[number] = candidate;
  }
  return { dominatorByNumber: dominator, nodeByNumber: signed(numbering.nodeByNumber) };
}

/** Immediate dominator by node; the root's is NO_NODE. O(nodes). */
export function dominatorsByNode({ dominatorByNumber, nodeByNumber }: DominatorTree): Uint32Array {
  const dominatorByNode = createColumn(Uint32Array, nodeByNumber.length - 1);
  dominatorByNode[nodeByNumber[1]!] = NO_NODE;
  for (let number = 2; number < nodeByNumber.length; number++) dominatorByNode[nodeByNumber[number]!] = nodeByNumber[dominatorByNumber[number]!]!;
  return dominatorByNode;
}

/** Semidominators as numbers. Rows of islands start at themselves: being children of the root is a convention, not an edge. */
function computeSemidominators({ rootNode, pageObjects }: RetainingRule, retainers: RetainerIndex, numbering: CompleteNumbering, { cancel, report }: WorkContext): Int32Array {
  const { firstRetainerByNode, wordByRetainer } = retainers;
  const { weak, shortcut } = EDGE_KIND;
  const { firstIsland, count } = numbering;
  // Numbers stay below 2^28: as signed numbers they need no check for what a small integer cannot hold.
  const [numberByNode, nodeByNumber, parentByNumber, ancestor] = [numbering.numberByNode, numbering.nodeByNumber, numbering.parentByNumber, numbering.spare].map(signed) as [Int32Array, Int32Array, Int32Array, Int32Array];
  const semi = createColumn(Int32Array, count + 1);
  /** Of a vertex that has been processed: smallest semidominator on the shortened way up to the ancestor. */
  const label = createColumn(Int32Array, count + 1);
  let path = new Int32Array(1 << 12);

  /** Smallest label on the way from `vertex` up to, not including, what is not above `number`; the way is shortened as it is walked. */
  const shorten = (vertex: number, number: number): number => {
    let depth = 0;
    let top = vertex;
    let up = ancestor[top]!;
    do {
      if (depth === path.length) path = doubled(path);
      path[depth++] = top;
      top = up;
      up = ancestor[top]!;
    } while (up > number);
    let best = label[top]!;
    while (depth > 0) {
      const below = path[--depth]!;
      ancestor[below] = up;
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
    let smallest = number >= firstIsland ? number : parentByNumber[number]!;
    let place = firstRetainerByNode[node]!;
    const end = firstRetainerByNode[node + 1]!;
    // A single retainer is the parent, or does not retain.
    if (end - place === 1 && number < firstIsland) place = end;
    const isPageObject = hasBit(pageObjects, node);
    for (; place < end; place++) {
      const word = wordByRetainer[place]!;
      const source = word & END_MASK;
      const kind = word >>> KIND_SHIFT;
      // The retaining rule, written out.
      if (kind === weak || kind === TABLE_EDGE || source === node) continue;
      if (source !== rootNode && (kind === shortcut || (isPageObject && !hasBit(pageObjects, source)))) continue;
      const vertex = numberByNode[source]!;
      if (vertex <= number) {
        if (vertex < smallest) smallest = vertex;
        continue;
      }
      const candidate = ancestor[vertex]! <= number ? label[vertex]! : shorten(vertex, number);
      if (candidate < smallest) smallest = candidate;
    }
    semi[number] = smallest;
    label[number] = smallest;
    ancestor[number] = parentByNumber[number]!;
  }
  return semi;
}

function signed(column: Uint32Array): Int32Array {
  return new Int32Array(column.buffer, column.byteOffset, column.length);
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
