/** Random damage: whatever is done to a file, it is either a sound heap or a typed error at a place inside it. */
import assert from 'node:assert/strict';
import { HeaplineError } from '../../../../analyzer/protocol/errors.ts';
import { heapSnapshotImporter } from '../../../../analyzer/src/importers/heapSnapshot/heapSnapshotImporter.ts';
import { checkHeapGraph } from '../../../../analyzer/src/model/checkHeapGraph.ts';
import { NODE_FIELDS, writeSnapshot } from '../../../helpers/snapshotWriter.ts';
import { drawHeap } from '../../analysis/drawnHeap.ts';
import { readInChunks } from '../checkImporter.ts';

const { nodes } = drawHeap('root -> a, b · a -element 3-> b · b -weak-> a · a: closure "run" 64 · b: string "snow" 24', ({ a }) => Object.assign(a!, { place: [4, 10, 2] }));
const FILES = [
  writeSnapshot(nodes),
  writeSnapshot(nodes, {
    nodeFields: NODE_FIELDS.upTo22,
    newlines: 'records',
    header: { trace_function_count: 1 },
    sections: { trace_function_infos: [0, 0, 0, 0, -1, -1], trace_tree: [1, 0, 0, 0, [2, 0, 1, 16, []]], samples: [5, 7], scopes: [1] },
  }),
];
/** What JSON is made of, and what it never holds. */
const BYTES = Buffer.from('0123456789-,:[]{}"\\ \nEeunt\0\x80\xff', 'latin1');
const ROUNDS = 1500;

describe('heapSnapshotImporter, random damage', function () {
  this.timeout(60_000);
  for (const [file, text] of FILES.entries()) {
    for (const how of ['change', 'remove', 'insert', 'exchange'] as const) {
      it(`survives it: ${how}, file ${file + 1}`, () => {
        // Numerical Recipes' linear congruential generator; the upper bits are the random ones.
        let state = 1 + file;
        const below = (limit: number): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % limit;
        let refused = 0;
        for (let round = 0; round < ROUNDS; round++) refused += isRefused(damaged(Buffer.from(text), how, below), 1 + below(100)) ? 1 : 0;
        assert.ok(refused > ROUNDS / 10, `${refused} of ${ROUNDS} damaged files were refused`);
      });
    }
  }
});

function damaged(bytes: Buffer, how: 'change' | 'remove' | 'insert' | 'exchange', below: (limit: number) => number): Buffer {
  const at = below(bytes.length);
  const length = 1 + below(4);
  const from = below(bytes.length);
  switch (how) {
    case 'change':
      bytes[at] = BYTES[below(BYTES.length)]!;
      return bytes;
    case 'remove':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), BYTES.subarray(below(BYTES.length)).subarray(0, length), bytes.subarray(at)]);
    case 'exchange':
      bytes.copy(bytes, at, from, from + length);
      return bytes;
  }
}

/** Whether the file is refused, as it should be; throws for anything but a sound heap and a proper refusal. */
function isRefused(bytes: Buffer, chunkBytes: number): boolean {
  try {
    checkHeapGraph(readInChunks(heapSnapshotImporter, bytes, chunkBytes).heap);
    return false;
  } catch (error) {
    if (!(error instanceof HeaplineError)) throw error;
    assert.ok(error.byteOffset !== undefined && error.byteOffset >= 0 && error.byteOffset <= bytes.length, `${error.message} at ${error.byteOffset}`);
    return true;
  }
}
