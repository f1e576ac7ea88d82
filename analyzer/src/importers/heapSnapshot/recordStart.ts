/** Where a record of the edges begins, in the middle of a file: told by what the numbers look like. */
import { COMMA, isWhitespace, ZERO } from './byteWindow.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

/** Records that must look like edges. Nodes or locations never do for this long: their third numbers are not all multiples. */
const MIN_RECORDS = 200;

export interface RecordStart {
  /** Position of the comma before an edge's first number. */
  readonly position: number;
  /** Bytes of an edge here, on average. */
  readonly edgeBytes: number;
}

/** Null when the bytes don't look like edges. */
export function findRecordStart(bytes: Uint8Array, layout: SnapshotLayout): RecordStart | null {
  const { values, commas } = readNumbers(bytes);
  const { fieldCount } = layout.edge;
  if (values.length < (MIN_RECORDS + 1) * fieldCount) return null;
  const fitting = Array.from({ length: fieldCount }, (_, first) => first).filter((first) => looksLikeEdges(values, first, layout));
  return fitting.length === 1 ? { position: commas[fitting[0]!]!, edgeBytes: (bytes.length * fieldCount) / values.length } : null;
}

/** All whole numbers, each with the comma before it; nothing when there is anything but numbers, commas and white space. */
function readNumbers(bytes: Uint8Array): { values: number[]; commas: number[] } {
  const values: number[] = [];
  const commas: number[] = [];
  let value = -1;
  let comma = -1;
  for (let position = 0; position < bytes.length; position++) {
    const byte = bytes[position]!;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) value = Math.max(value, 0) * 10 + digit;
    else if (byte === COMMA) {
      if (comma >= 0 && value >= 0) {
        values.push(value);
        commas.push(comma);
      }
      comma = position;
      value = -1;
    } else if (!isWhitespace(byte)) return { values: [], commas: [] };
  }
  return { values, commas };
}

/** Whether every record that begins at value `first`, and every `fieldCount` values on, can be an edge. */
function looksLikeEdges(values: readonly number[], first: number, { edge, node, nodeCount, edgeKindByType }: SnapshotLayout): boolean {
  for (let at = first; at + edge.fieldCount <= values.length; at += edge.fieldCount) {
    const target = values[at + edge.toNode]!;
    if (values[at + edge.type]! >= edgeKindByType.length || target % node.fieldCount !== 0 || target >= nodeCount * node.fieldCount) return false;
  }
  return true;
}
