/** Sorting of node lists. */
import assert from 'node:assert/strict';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { memoryColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { NodeSortKey } from '../../../analyzer/protocol/requests.ts';
import { nodeColumns, sortRows } from '../../../analyzer/src/session/sortedNodes.ts';

const columns = nodeColumns({
  nodeIdByNode: memoryColumn(Uint32Array.of(7, 5, 3, 1)),
  distanceByNode: memoryColumn(Int32Array.of(2, 1, 2, -5)),
  selfBytesByNode: memoryColumn(Float64Array.of(10, 2 ** 40, 10, 0)),
  retainedBytesByNode: memoryColumn(Float64Array.of(1, 2, 3, 4)),
  name: (node) => ['b', 'a', 'é', 'B'][node]!,
});
const sorted = (key: NodeSortKey, ascending: boolean) => [...sortRows(Uint32Array.of(0, 1, 2, 3), key, ascending, columns, NEVER_CANCELLED)];

describe('sortRows', () => {
  it('sorts by each column, both ways, equal rows in their order', () => {
    assert.deepEqual(sorted('nodeId', true), [3, 2, 1, 0]);
    assert.deepEqual(sorted('distance', true), [3, 1, 0, 2]);
    assert.deepEqual(sorted('distance', false), [0, 2, 1, 3]);
    assert.deepEqual(sorted('selfBytes', false), [1, 0, 2, 3]);
    assert.deepEqual(sorted('retainedBytes', false), [3, 2, 1, 0]);
    assert.deepEqual(sorted('name', true), [3, 1, 0, 2]);
    assert.deepEqual(sorted('name', false), [2, 0, 1, 3]);
  });
  it('keeps or turns the natural order', () => {
    assert.deepEqual(sorted('edge', true), [0, 1, 2, 3]);
    assert.deepEqual(sorted('edge', false), [3, 2, 1, 0]);
  });
  it('can be cancelled in the middle of a long list', () => {
    const rows = Uint32Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_000);
    const manyIds = nodeColumns({ nodeIdByNode: memoryColumn(rows), distanceByNode: memoryColumn(new Int32Array(0)), selfBytesByNode: memoryColumn(new Float64Array(0)), retainedBytesByNode: memoryColumn(new Float64Array(0)), name: String });
    const cancelled = { throwIfCancelled() { throw new HeaplineError('cancelled'); } };
    assert.throws(() => sortRows(rows, 'nodeId', true, manyIds, cancelled), { code: 'cancelled' });
  });
});
