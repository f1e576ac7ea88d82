/**
 * An edge as one 32-bit word: its end in the low 28 bits, its kind in the high four. Four bytes an edge instead of five, and one
 * stream of memory instead of two in every walk over the graph. The same word serves incoming edges, with the source as its end.
 */
import { assert } from '../base/assert.ts';
import { EDGE_KINDS } from '../../protocol/kinds.ts';

/** 268 million nodes: snapshots of about 30 GB. */
export const MAX_NODES = 1 << 28;
/** `word & END_MASK` is the node, `word >>> KIND_SHIFT` the kind's code. Hot loops write it out: measured, calls cost there. */
export const END_MASK = MAX_NODES - 1;
export const KIND_SHIFT = 28;
/** Kinds that a word has room for. */
const MAX_KINDS = 16;

assert(EDGE_KINDS.length < MAX_KINDS, 'the kinds of edges fit four bits, with one to spare for what only retainers know');

export function edgeWord(end: number, kind: number): number {
  return (end | (kind << KIND_SHIFT)) >>> 0;
}
