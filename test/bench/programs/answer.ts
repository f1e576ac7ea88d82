/** What a tool found in a file, as its program hands it over for comparison. Written after the measurement. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import type { Cost } from './ownCost.ts';

export interface ClassLine {
  /** Tells apart classes of one shown name, where a tool does. */
  readonly key: string;
  readonly name: string;
  readonly count: number;
  readonly selfBytes: number;
  readonly retainedBytes: number;
}

/** Fields that a tool does not compute are absent. */
export interface Answer {
  readonly nodeCount?: number;
  readonly edgeCount?: number;
  /** Sum over all nodes. */
  readonly shallowBytes?: number;
  /** What the tool shows as the size of the heap. */
  readonly totalBytes?: number;
  readonly classes?: readonly ClassLine[];
  /** hashOf() each column in node order. */
  readonly columnHashes?: Readonly<Record<'shallow' | 'retained' | 'distance' | 'dominator', string>>;
  /** Of files up to MAX_LISTED_NODES, for counting how many nodes differ. */
  readonly retainedBytesByNode?: Float64Array;
}

export const MAX_LISTED_NODES = 2_000_000;

/** The last line of a program's output. Further times are its own affair. */
export interface Report extends Cost {
  readonly [time: string]: number | null;
}

/** Writes the answer to the file, the measurements to the standard output, and ends the process with all its threads. */
export function finish(report: Cost & Record<string, number | null>, answer?: { readonly path: string; readonly value: Answer }): never {
  if (answer) writeFileSync(answer.path, serialize(answer.value));
  writeFileSync(1, `\n${JSON.stringify(report)}\n`);
  process.exit(0);
}

/** A hash of `count` numbers that does not depend on how they are stored. */
export function hashOf(count: number, numberAt: (row: number) => number): string {
  const hash = createHash('sha256');
  const block = new Float64Array(1 << 16);
  for (let start = 0; start < count; start += block.length) {
    const length = Math.min(block.length, count - start);
    for (let row = 0; row < length; row++) block[row] = numberAt(start + row);
    hash.update(new Uint8Array(block.buffer, 0, length * 8));
  }
  return hash.digest('hex');
}
