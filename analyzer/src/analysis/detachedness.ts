/**
 * Which native objects (DOM nodes, handles) are detached. V8 knows it for some; the others take it from what holds them.
 * Source: Chrome DevTools, HeapSnapshot.ts, propagateDOMState and initDetachednessAndClassIndex.
 */
import { bitsAt, hasBit } from '../base/bitset.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
import { createColumn } from '../base/growableColumn.ts';
import { FEW_ROWS, openWindow } from '../columnFile/pagedColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';

export const ATTACHED = 1;
export const DETACHED = 2;
const UNKNOWN = 0;
/** The state is in the two lowest bits of the file's field. */
const STATE_MASK = 3;
export const DETACHED_PREFIX = 'Detached ';

/** 0 unknown, 1 attached, 2 detached. Length nodeCount; null when nothing is known of any node. O(nodes + edges). */
export function propagateDetachedness(graph: HeapGraph, cancel: CancelSignal): Uint8Array | null {
  return graph.detachednessByNode ? propagate(graph, graph.detachednessByNode, cancel) : fromNames(graph, cancel);
}

/** Old files have no field; V8 put the word into the name instead. */
function fromNames({ nodeCount, kindByNode, columns, strings }: HeapGraph, cancel: CancelSignal): Uint8Array | null {
  const indexes = strings.findContaining(DETACHED_PREFIX).filter((index) => strings.text(index).startsWith(DETACHED_PREFIX));
  if (indexes.length === 0) return null;
  const isDetached = bitsAt(indexes, strings.count);
  const states = createColumn(Uint8Array, nodeCount);
  const names = openWindow(columns.nameByNode, FEW_ROWS);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    if (kindByNode[node] !== NODE_KIND.native) continue;
    names.show(node, node + 1);
    if (hasBit(isDetached, names.rows[node - names.firstRow]!)) states[node] = DETACHED;
  }
  return states;
}

function propagate(graph: HeapGraph, known: Uint8Array, cancel: CancelSignal): Uint8Array | null {
  const { nodeCount, kindByNode } = graph;
  if (isAll(known, 0)) return null; // Node.js without natives that tell
  const states = createColumn(Uint8Array, nodeCount);
  const attached: number[] = [];
  const detached: number[] = [];
  let isKnown = false;
  for (let node = 0; node < nodeCount; node++) {
    const state = known[node]! & STATE_MASK;
    if (state === UNKNOWN) continue;
    isKnown = true;
    states[node] = state;
    // Only natives take part: every way into the embedder's objects begins at one that knows its own state.
    if (kindByNode[node] !== NODE_KIND.native) continue;
    if (state === ATTACHED) attached.push(node);
    else if (state === DETACHED) detached.push(node);
  }
  spread(graph, states, attached, ATTACHED, cancel);
  spread(graph, states, detached, DETACHED, cancel);
  return isKnown ? states : null;
}

/** Gives the state to all natives without one that `stack` leads to, which it empties. */
function spread({ kindByNode, firstEdgeByNode, wordByEdge }: HeapGraph, states: Uint8Array, stack: number[], state: number, cancel: CancelSignal): void {
  for (let steps = 1; stack.length > 0; steps++) {
    const node = stack.pop()!;
    if ((steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    for (let edge = firstEdgeByNode[node]!; edge < firstEdgeByNode[node + 1]!; edge++) {
      const word = wordByEdge[edge]!;
      const kind = word >>> KIND_SHIFT;
      if (kind === EDGE_KIND.hidden || kind === EDGE_KIND.invisible || kind === EDGE_KIND.weak) continue;
      const target = word & END_MASK;
      if (kindByNode[target] !== NODE_KIND.native || states[target] !== UNKNOWN) continue;
      states[target] = state;
      stack.push(target);
    }
  }
}

function isAll(states: Uint8Array, state: number): boolean {
  for (let node = 0; node < states.length; node++) if (states[node] !== state) return false;
  return true;
}
