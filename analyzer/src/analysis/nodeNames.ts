/** Names of nodes as all later rules see them, and sets of names to compare with cheaply. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { bitsAt, type Bitset } from '../base/bitset.ts';
import type { NumberColumn } from '../base/numberColumn.ts';
import type { HeapGraph, HeapView, StringTable } from '../model/heapGraph.ts';
import { NODE_KIND } from '../model/kindCodes.ts';
import { DETACHED, DETACHED_PREFIX } from './detachedness.ts';

/**
 * The node's own name: V8's, with the word that DevTools puts before the names of detached natives. Where the file has no
 * field for the state, the name has the word already.
 */
export function rawName(graph: HeapView, detachednessByNode: NumberColumn | null, node: NodeOrdinal): string {
  const name = graph.strings.text(graph.nameByNode.at(node));
  return isRenamed(graph, detachednessByNode, node) ? DETACHED_PREFIX + name : name;
}

export function isRenamed(graph: HeapView, detachednessByNode: NumberColumn | null, node: NodeOrdinal): boolean {
  return detachednessByNode !== null && graph.detachednessByNode !== null && detachednessByNode.at(node) === DETACHED && graph.kindByNode.at(node) === NODE_KIND.native;
}

/** The same for passes, which have the columns in memory. */
export function isRenamedIn({ columns, kindByNode }: HeapGraph, detachednessByNode: Uint8Array | null, node: NodeOrdinal): boolean {
  return detachednessByNode !== null && columns.detachednessByNode !== null && detachednessByNode[node] === DETACHED && kindByNode[node] === NODE_KIND.native;
}

/** One bit a string: it equals `text`. For passes over all nodes. */
export function nameBits({ strings }: { readonly strings: StringTable }, text: string): Bitset {
  return bitsAt(strings.find(text), strings.count);
}

/** The indices of all strings equal to `text`, for tests in loops. */
export function namesEqual(graph: { readonly strings: StringTable }, text: string): ReadonlySet<number> {
  return new Set(graph.strings.find(text));
}

/** Texts by string index, each decoded once: for passes that meet a few thousand of them over and over. */
export function rememberTexts(strings: StringTable): (index: number) => string {
  const texts = new Map<number, string>();
  return (index) => {
    let text = texts.get(index);
    if (text === undefined) texts.set(index, (text = strings.text(index)));
    return text;
  };
}
