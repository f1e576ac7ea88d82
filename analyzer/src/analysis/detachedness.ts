/**
 * Which native objects (DOM nodes, handles) are detached. V8 knows it for some; the others take it from what holds them.
 * Source: Chrome DevTools, HeapSnapshot.ts, propagateDOMState and initDetachednessAndClassIndex.
 */
import { CANCEL_CHECK_MASK, type CancelSignal } from '../base/cancel.ts';
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
  return graph.detachednessByNode ? propagate(graph, graph.detachednessByNode, cancel) : fromNames(graph);
}

/** Old files have no field; V8 put the word into the name instead. */
function fromNames({ nodeCount, kindByNode, nameByNode, strings }: HeapGraph): Uint8Array | null {
  const names = new Set(strings.findContaining(DETACHED_PREFIX).filter((index) => strings.text(index).startsWith(DETACHED_PREFIX)));
  if (names.size === 0) return null;
  const states = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) if (kindByNode[node] === NODE_KIND.native && names.has(nameByNode.at(node))) states[node] = DETACHED;
  return states;
}

function propagate({ nodeCount, kindByNode, firstEdgeByNode, wordByEdge }: HeapGraph, known: Uint8Array, cancel: CancelSignal): Uint8Array | null {
  if (!known.some((state) => state !== 0)) return null; // Node.js without natives that tell
  const states = known.map((state) => state & STATE_MASK);
  const attached: number[] = [];
  const detached: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    // Only natives take part: every way into the embedder's objects begins at one that knows its own state.
    if (states[node] === UNKNOWN || kindByNode[node] !== NODE_KIND.native) continue;
    if (states[node] === ATTACHED) attached.push(node);
    else if (states[node] === DETACHED) detached.push(node);
  }
  if (attached.length + detached.length === 0) return states.some((state) => state !== UNKNOWN) ? states : null;
  const visited = states.map((state) => (state === UNKNOWN ? 0 : 1));
  let steps = 0;
  const spread = (stack: number[], state: number): void => {
    while (stack.length > 0) {
      const node = stack.pop()!;
      if ((++steps & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
      for (let edge = firstEdgeByNode[node]!; edge < firstEdgeByNode[node + 1]!; edge++) {
        const word = wordByEdge[edge]!;
        const kind = word >>> KIND_SHIFT;
        if (kind === EDGE_KIND.hidden || kind === EDGE_KIND.invisible || kind === EDGE_KIND.weak) continue;
        const target = word & END_MASK;
        if (visited[target]) continue;
        visited[target] = 1;
        if (kindByNode[target] !== NODE_KIND.native) continue;
        states[target] = state;
        stack.push(target);
      }
    }
  };
  spread(attached, ATTACHED);
  spread(detached, DETACHED);
  return states;
}
