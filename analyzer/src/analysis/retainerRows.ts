/** Rows of the retainer columns, one at a time: source, kind, and the edge behind. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import type { NumberColumn } from '../base/numberColumn.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { HeapView } from '../model/heapGraph.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import type { RetainerView } from './heapAnalysis.ts';
import { TABLE_EDGE } from './retainingEdges.ts';

/** The node that holds, of the retainer at `place`. */
export function retainerSource({ wordByRetainer }: RetainerView, place: number): NodeOrdinal {
  return wordByRetainer.at(place) & END_MASK;
}

/** Code of the kind of the edge at `place`. */
export function retainerKind({ wordByRetainer }: RetainerView, place: number): number {
  return kindOfRetainer(wordByRetainer.at(place));
}

/** The same of a row of the retainer column. */
export function kindOfRetainer(word: number): number {
  const kind = word >>> KIND_SHIFT;
  return kind === TABLE_EDGE ? EDGE_KIND.internal : kind;
}

/**
 * The edge behind the retainer of `node` at `place`. Retainers are in order of edges, so those from one source stand together and
 * their order is that of the source's edges to `node`. Cost: the edges of the source.
 */
export function retainerEdge({ firstEdgeByNode, wordByEdge }: HeapView, retainers: RetainerView, node: NodeOrdinal, place: number): EdgeOrdinal {
  const source = retainerSource(retainers, place);
  let earlier = 0;
  for (let before = place - 1; before >= retainers.firstRetainerByNode.at(node) && retainerSource(retainers, before) === source; before--) earlier++;
  const end = firstEdgeByNode.at(source + 1);
  for (let edge = firstEdgeByNode.at(source); edge < end; edge++) if ((wordByEdge.at(edge) & END_MASK) === node && earlier-- === 0) return edge;
  // Checksums find accidents only: columns that contradict one another come from an index that somebody made.
  throw new HeaplineError('damagedIndex', `node ${source} has no edge to node ${node}, which it is said to hold`);
}

/** Some retainers of a node, one behind the other in the columns. The memory is used again for the next. */
export interface HolderChunk {
  /** Place of the first. */
  readonly firstPlace: number;
  /** Rows of the retainer column. */
  readonly words: Uint32Array;
  /** What was asked for of each one's source. At least as many rows. */
  readonly values: Int32Array;
}

/** Retainers in a chunk: 256 kB of them. */
const CHUNK_ROWS = 1 << 16;
/** Sources that lie this many times as far apart as they are many are looked up one by one. */
const MAX_SPREAD = 4;

/**
 * Calls back for all retainers of `node` with a value of their sources, until `visit` answers true. V8's hubs (the map of all maps,
 * `undefined`) have millions: retainers are in order of edges, so that sources ascend, and so do the places of their values. O(retainers).
 */
export function visitHolders({ firstRetainerByNode, wordByRetainer }: RetainerView, valueByNode: NumberColumn, node: NodeOrdinal, visit: (chunk: HolderChunk) => boolean): void {
  const start = firstRetainerByNode.at(node);
  const end = firstRetainerByNode.at(node + 1);
  const size = Math.min(CHUNK_ROWS, end - start);
  const [wordMemory, values, rangeMemory] = [new Uint32Array(size), new Int32Array(size), new Int32Array(MAX_SPREAD * size)];
  for (let firstPlace = start; firstPlace < end; firstPlace += CHUNK_ROWS) {
    const words = wordByRetainer.slice(firstPlace, Math.min(end, firstPlace + CHUNK_ROWS), wordMemory) as Uint32Array;
    const firstSource = words[0]! & END_MASK;
    const lastSource = words.at(-1)! & END_MASK;
    if (lastSource - firstSource < MAX_SPREAD * words.length) {
      const range = valueByNode.slice(firstSource, lastSource + 1, rangeMemory);
      for (let row = 0; row < words.length; row++) values[row] = range[(words[row]! & END_MASK) - firstSource]!;
    } else {
      for (let row = 0; row < words.length; row++) values[row] = valueByNode.at(words[row]! & END_MASK);
    }
    if (visit({ firstPlace, words, values })) return;
  }
}
