/** Kinds as the numbers that columns hold, by name: `NODE_KIND.closure`, `EDGE_KIND.weak`. */
import { EDGE_KINDS, NODE_KINDS, type EdgeKind, type NodeKind } from '../../protocol/kinds.ts';

function codes<Kind extends string>(kinds: readonly Kind[]): Readonly<Record<Kind, number>> {
  return Object.fromEntries(kinds.map((kind, code) => [kind, code])) as Record<Kind, number>;
}

export const NODE_KIND: Readonly<Record<NodeKind, number>> = codes(NODE_KINDS);
export const EDGE_KIND: Readonly<Record<EdgeKind, number>> = codes(EDGE_KINDS);
