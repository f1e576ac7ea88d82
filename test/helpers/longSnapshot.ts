/** A snapshot of any length that is nowhere: each stretch of it is made when it is read. Much white space, then nodes and many edges. */
import { EDGE_KINDS } from '../../analyzer/protocol/kinds.ts';
import { edgeWord } from '../../analyzer/src/model/edgeWords.ts';
import type { SeekableInput } from '../../analyzer/src/importers/importer.ts';
import { NODE_FIELDS, writeSnapshot } from './snapshotWriter.ts';

/** What each edge takes: its numbers, then white space. Few enough that 200 of them fit where a cut is looked for. */
const EDGE_BYTES = 300;
const NODE_COUNT = 1000;
const STRING_COUNT = 500;
const SPACE = 0x20;
const NODE_FIELD_COUNT = NODE_FIELDS.since24.length;

/** V8's numbers of the two kinds that occur. */
const ELEMENT = 1;
const PROPERTY = 2;

export interface LongSnapshot {
  /** Each stretch is its caller's own. */
  readonly input: SeekableInput;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly strings: readonly string[];
  readonly locatedNodes: readonly number[];
  /** Edge e begins, with the comma before it, at firstEdgeOffset + e * edgeBytes. */
  readonly firstEdgeOffset: number;
  readonly edgeBytes: number;
  /** What the columns must say of an edge. */
  edge(edge: number): { word: number; nameOrIndex: number };
}

/** A snapshot with `spaceBytes` of white space before its nodes. */
export function createLongSnapshot(spaceBytes: number, edgeCount: number): LongSnapshot {
  const strings = Array.from({ length: STRING_COUNT }, (_, index) => `name ${index} ☃`);
  const locatedNodes = [1, 500, 999];
  const text = writeSnapshot([], {
    header: { node_count: NODE_COUNT, edge_count: edgeCount },
    sections: {
      nodes: Array.from({ length: NODE_COUNT }, (_, node) => [3, node % STRING_COUNT, 2 * node + 1, 8, edgesOf(node, edgeCount), 0]).flat(),
      edges: 'EDGES',
      locations: locatedNodes.flatMap((node) => [node * NODE_FIELD_COUNT, 7, node, 1]),
      strings,
    },
  });
  const [header, nodes, behind] = text.replace('"nodes":', 'CUT"nodes":').replace('"EDGES"', '[CUT]').split('CUT').map((piece) => Buffer.from(piece)) as [Buffer, Buffer, Buffer];
  const nodesOffset = header.length + spaceBytes;
  const firstEdgeOffset = nodesOffset + nodes.length;
  const endOfEdges = firstEdgeOffset + edgeCount * EDGE_BYTES;

  const readAt = (byteOffset: number, length: number): Uint8Array => {
    const end = Math.min(byteOffset + length, endOfEdges + behind.length);
    const found = new Uint8Array(end - byteOffset).fill(SPACE);
    copyOverlap(header, 0, found, byteOffset);
    copyOverlap(nodes, nodesOffset, found, byteOffset);
    copyOverlap(behind, endOfEdges, found, byteOffset);
    const first = Math.max(0, Math.floor((byteOffset - firstEdgeOffset) / EDGE_BYTES));
    const last = Math.min(edgeCount, Math.ceil((end - firstEdgeOffset) / EDGE_BYTES));
    for (let edge = first; edge < last; edge++) writeEdge(edge, found, firstEdgeOffset + edge * EDGE_BYTES - byteOffset);
    return found;
  };
  return {
    input: { inputBytes: endOfEdges + behind.length, readAt },
    nodeCount: NODE_COUNT,
    edgeCount,
    strings,
    locatedNodes,
    firstEdgeOffset,
    edgeBytes: EDGE_BYTES,
    edge: (edge) => ({ word: edgeWord(targetOf(edge), EDGE_KINDS.indexOf(typeOf(edge) === ELEMENT ? 'element' : 'property')), nameOrIndex: nameOf(edge) }),
  };
}

/** Hands the stretch to `take` in chunks, with the offset of each. */
export function readStretch(input: SeekableInput, { startOffset, endOffset }: { startOffset: number; endOffset: number }, chunkBytes: number, take: (chunk: Uint8Array, byteOffset: number) => void): void {
  for (let byteOffset = startOffset; byteOffset < endOffset; byteOffset += chunkBytes) take(input.readAt(byteOffset, Math.min(chunkBytes, endOffset - byteOffset)), byteOffset);
}

/** All nodes have the same number of edges, but for the last one, which has the rest. */
function edgesOf(node: number, edgeCount: number): number {
  const each = Math.floor(edgeCount / NODE_COUNT);
  return node < NODE_COUNT - 1 ? each : edgeCount - each * (NODE_COUNT - 1);
}

const typeOf = (edge: number): number => (edge % 3 === 0 ? ELEMENT : PROPERTY);
const nameOf = (edge: number): number => (typeOf(edge) === ELEMENT ? edge : edge % STRING_COUNT);
const targetOf = (edge: number): number => (edge * 7919) % NODE_COUNT;

/** The numbers of the edge at `position`, which may lie outside of the bytes: what is outside is not written. */
function writeEdge(edge: number, bytes: Uint8Array, position: number): void {
  const text = `${edge === 0 ? ' ' : ','}${typeOf(edge)},${nameOf(edge)},${targetOf(edge) * NODE_FIELD_COUNT}`;
  for (let at = 0; at < text.length; at++) if (position + at >= 0) bytes[position + at] = text.charCodeAt(at);
}

/** Copies what `piece`, which begins at `pieceOffset` of the input, has for the bytes that begin at `byteOffset`. */
function copyOverlap(piece: Uint8Array, pieceOffset: number, bytes: Uint8Array, byteOffset: number): void {
  const from = Math.max(pieceOffset, byteOffset);
  const to = Math.min(pieceOffset + piece.length, byteOffset + bytes.length);
  if (from < to) bytes.set(piece.subarray(from - pieceOffset, to - pieceOffset), from - byteOffset);
}
