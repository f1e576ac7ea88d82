/** The graph kernels against the passes in JavaScript, on heaps that take many slices; small drawn heaps are analyzed both ways by the tests of the passes. */
import assert from 'node:assert/strict';
import { EDGE_KINDS } from '../../../analyzer/protocol/kinds.ts';
import { arenaBytes, createArena, keepOnly, MAX_ARENA_BYTES, takePlace } from '../../../analyzer/src/base/columnArena.ts';
import { inArena, createColumn } from '../../../analyzer/src/base/growableColumn.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { graphKernelFor, SLICE_ROWS } from '../../../analyzer/src/kernels/graphKernel.ts';
import { edgeWord } from '../../../analyzer/src/model/edgeWords.ts';
import type { HeapColumns } from '../../../analyzer/src/model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../../../analyzer/src/model/kindCodes.ts';
import { analyzeColumns, analyzeInArena, assertAllIn, assertSameColumns } from '../analysis/analyzeColumns.ts';
import { drawHeap } from '../analysis/drawnHeap.ts';

interface Shape {
  readonly nodeCount: number;
  readonly edgesPerNode: number;
  /** Ends lie as near as this, but for one in 16; 0: anywhere. */
  readonly nearby: number;
  readonly seed: number;
}

const PAIR_NAMES = Array.from({ length: 40 }, (_, index) => `${index} / part of key (Key @${4 * (index >> 1) + 9}) -> value (V @${4 * (index >> 1) + 11}) pair in WeakMap (table @7)`);

/** A heap of all kinds of edges, with hubs, islands and WeakMap entries. */
function randomHeap({ nodeCount, edgesPerNode, nearby, seed }: Shape): HeapColumns {
  const { graph: tiny } = drawHeap('root -> a');
  let state = seed;
  // Numerical Recipes' linear congruential generator; the upper bits are the random ones.
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const below = (limit: number): number => Math.floor(random() * limit);
  const firstEdgeByNode = new Uint32Array(nodeCount + 1);
  for (let node = 0; node < nodeCount; node++) firstEdgeByNode[node + 1] = firstEdgeByNode[node]! + (node === 0 ? 50 : below(2 * edgesPerNode + 1));
  const edgeCount = firstEdgeByNode[nodeCount]!;
  const wordByEdge = new Uint32Array(edgeCount);
  const nameOrIndexByEdge = new Uint32Array(edgeCount);
  const firstName = tiny.columns.strings as { texts: string[] };
  const texts = [...firstName.texts, ...PAIR_NAMES];
  const end = (node: number): number => (below(16) === 0 ? below(below(2) === 0 ? 20 : nodeCount) : nearby ? Math.min(nodeCount - 1, Math.max(0, node + below(nearby) - (nearby >> 2))) : below(nodeCount));
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdgeByNode[node]!; edge < firstEdgeByNode[node + 1]!; edge++) {
      const isPair = node > 0 && below(edgeCount / 100) === 0;
      const kind = node === 0 ? (below(2) === 0 ? EDGE_KIND.shortcut : EDGE_KIND.element) : isPair ? EDGE_KIND.internal : below(3) > 0 ? EDGE_KIND.property : below(EDGE_KINDS.length);
      wordByEdge[edge] = edgeWord(end(node), kind);
      nameOrIndexByEdge[edge] = isPair ? firstName.texts.length + below(PAIR_NAMES.length) : 0;
    }
  }
  return {
    ...tiny.columns,
    nodeCount,
    edgeCount,
    kindByNode: Uint8Array.from({ length: nodeCount }, (_, node) => (node === 0 ? NODE_KIND.synthetic : NODE_KIND.object)),
    nameByNode: Uint32Array.from({ length: nodeCount }, () => below(texts.length - PAIR_NAMES.length)),
    nodeIdByNode: Uint32Array.from({ length: nodeCount }, (_, node) => 2 * node + 1),
    selfBytesByNode: Float64Array.from({ length: nodeCount }, () => 8 * below(4)),
    firstEdgeByNode,
    wordByEdge,
    nameOrIndexByEdge,
    strings: { texts },
  };
}

const SHAPES: readonly Shape[] = [
  { nodeCount: 3_000, edgesPerNode: 1, nearby: 0, seed: 1 },
  { nodeCount: 3_000, edgesPerNode: 1, nearby: 30, seed: 2 },
  { nodeCount: 20_000, edgesPerNode: 2, nearby: 0, seed: 3 },
  { nodeCount: 20_000, edgesPerNode: 3, nearby: 9, seed: 4 },
  { nodeCount: 300_000, edgesPerNode: 1, nearby: 100, seed: 5 }, // more nodes than a slice has rows
  { nodeCount: 100_000, edgesPerNode: 6, nearby: 1000, seed: 6 },
];

describe('the graph kernels', function () {
  this.timeout(60_000);
  const arena = createArena(500e6)!;
  beforeEach(() => keepOnly(arena, null));

  for (const shape of SHAPES) {
    it(`find what JavaScript finds: ${JSON.stringify(shape)}`, () => {
      const heap = randomHeap(shape);
      const plain = analyzeColumns(heap);
      const { columns: { retaining, dominatorByNode } } = plain;
      assert.ok(retaining!.pairs.edgeByRow.length > 10, 'there are WeakMap entries');
      assert.ok(new Set((dominatorByNode as Uint32Array).subarray(0, 3000)).size > 100, 'the tree is worth the trouble');
      const whole = analyzeInArena(arena, heap);
      assertAllIn(arena, whole);
      assertSameColumns(whole, plain);
    });
  }

  it('find it where addresses are negative as signed numbers', () => {
    const large = createArena(MAX_ARENA_BYTES)!;
    takePlace(large, 2 ** 31 + 2 ** 29);
    const heap = randomHeap({ nodeCount: 5_000, edgesPerNode: 3, nearby: 0, seed: 7 });
    const whole = analyzeInArena(large, heap);
    assertAllIn(large, whole);
    assertSameColumns(whole, analyzeColumns(heap));
  });

  it('are there for columns of the arena only', () => {
    const inside = inArena(arena, () => createColumn(Uint32Array, 10));
    const outside = new Uint32Array(10);
    assert.ok(graphKernelFor(arena, [inside]));
    assert.equal(graphKernelFor(arena, [inside, outside]), null);
    assert.equal(graphKernelFor(null, [inside]), null);
  });

  it('are asked again and again whether anybody still waits, and leave nothing when nobody does', () => {
    const heap = randomHeap({ nodeCount: 100_000, edgesPerNode: 4, nearby: 100, seed: 8 });
    let asked = 0;
    analyzeInArena(arena, heap, { cancel: { throwIfCancelled: () => void asked++ }, report: NO_PROGRESS });
    assert.ok(asked > heap.edgeCount / SLICE_ROWS + 5 * (heap.nodeCount / SLICE_ROWS), `asked ${asked} times`);
    for (let last = 1; last < asked; last += Math.ceil(asked / 8)) {
      keepOnly(arena, null);
      let left = asked - last;
      const cancel = {
        throwIfCancelled() {
          if (--left === 0) throw new HeaplineError('cancelled');
        },
      };
      assert.throws(() => analyzeInArena(arena, heap, { cancel, report: NO_PROGRESS }), { code: 'cancelled' });
      assert.ok(takePlace(arena, arena.buffer.byteLength - 65536), 'all places are free');
    }
  });

  it('give way to JavaScript where the arena is full', () => {
    const heap = randomHeap({ nodeCount: 20_000, edgesPerNode: 3, nearby: 9, seed: 9 });
    const plain = analyzeColumns(heap);
    const edges = 4 * (heap.nodeCount + heap.edgeCount);
    for (let bytes = edges; bytes < edges + 100 * heap.nodeCount; bytes += 7 * heap.nodeCount) {
      const small = createArena(bytes)!;
      assertSameColumns(analyzeInArena(small, heap), plain);
      assert.ok(arenaBytes(small) <= small.buffer.byteLength);
    }
  });
});
