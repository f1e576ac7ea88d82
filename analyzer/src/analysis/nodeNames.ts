/** Names of nodes as all later rules see them, and sets of names to compare with cheaply. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { NODE_KIND } from '../model/kindCodes.ts';
import { DETACHED, DETACHED_PREFIX } from './detachedness.ts';

/**
 * The node's own name: V8's, with the word that DevTools puts before the names of detached natives. Where the file has no
 * field for the state, the name has the word already.
 */
export function rawName(graph: HeapGraph, detachednessByNode: Uint8Array | null, node: NodeOrdinal): string {
  const name = graph.strings.text(graph.nameByNode.at(node));
  return isRenamed(graph, detachednessByNode, node) ? DETACHED_PREFIX + name : name;
}

export function isRenamed(graph: HeapGraph, detachednessByNode: Uint8Array | null, node: NodeOrdinal): boolean {
  return detachednessByNode !== null && graph.detachednessByNode !== null && detachednessByNode[node] === DETACHED && graph.kindByNode[node] === NODE_KIND.native;
}

/** The indices of all strings equal to `text`, for tests in loops. */
export function namesEqual(graph: HeapGraph, text: string): ReadonlySet<number> {
  return new Set(graph.strings.find(text));
}
