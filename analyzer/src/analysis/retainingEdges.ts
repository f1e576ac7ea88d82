/**
 * Which edges keep their target alive, for dominators and paths. Source: DevTools, computeIsEssentialEdge.
 *
 * Not retaining: weak edges; edges to oneself; the table's edge of a WeakMap entry (the key's counts); and, but from the root:
 * shortcuts, and edges from what only the runtime reaches to what the program reaches (else whatever a debugger looks at would
 * seem to be held by the debugger). The rule is cheap to ask, so no column keeps the answers.
 */
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import { hasBit, type Bitset } from '../base/bitset.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import { isTableEdge, type WeakMapPairs } from './weakMapPairs.ts';

/** What the rule knows besides the edge itself. */
export interface RetainingRule {
  readonly rootNode: NodeOrdinal;
  /** One bit a node, see pageObjects.ts. */
  readonly pageObjects: Bitset;
  readonly pairs: WeakMapPairs;
}

/** Stands in the retainer column for the kind of a table's edge of a WeakMap entry, which is `internal`. */
export const TABLE_EDGE = 15;

/** Whether the outgoing edge keeps its target alive. */
export function edgeRetains(rule: RetainingRule, { wordByEdge }: HeapGraph, source: NodeOrdinal, edge: EdgeOrdinal): boolean {
  const word = wordByEdge[edge]!;
  if (hasBit(rule.pairs.owners, source) && isTableEdge(rule.pairs, edge)) return false;
  return wordRetains(rule, source, word & END_MASK, word >>> KIND_SHIFT);
}

/** Whether the incoming edge (a word of the retainer column) keeps `node` alive. */
export function retainerRetains(rule: RetainingRule, word: number, node: NodeOrdinal): boolean {
  return wordRetains(rule, word & END_MASK, node, word >>> KIND_SHIFT);
}

function wordRetains({ rootNode, pageObjects }: RetainingRule, source: NodeOrdinal, target: NodeOrdinal, kind: number): boolean {
  if (kind === EDGE_KIND.weak || kind === TABLE_EDGE || source === target) return false;
  if (source === rootNode) return true;
  return kind !== EDGE_KIND.shortcut && (hasBit(pageObjects, source) || !hasBit(pageObjects, target));
}
