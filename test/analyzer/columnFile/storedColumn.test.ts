/** Columns in a region of a file: several that grow by turns, and those that are stored behind them, keep their rows. */
import assert from 'node:assert/strict';
import { createPagedColumn, loadColumn } from '../../../analyzer/src/columnFile/pagedColumn.ts';
import { openScratchFile, type ScratchFile } from '../../../analyzer/src/columnFile/scratchFile.ts';
import { createColumnStore } from '../../../analyzer/src/columnFile/storedColumn.ts';
import type { PagedRows } from '../../../analyzer/src/base/numberColumn.ts';

describe('columns in a file', () => {
  let scratch: ScratchFile;
  beforeEach(() => (scratch = openScratchFile()!));
  afterEach(() => scratch.close());

  /** Rows n * factor, appended to sinks by turns, `pieceRows` at a time. */
  const fill = (rowCount: number, pieceRows: number, expectedRows: number, factors: readonly number[]): PagedRows[] => {
    const { sink } = createColumnStore(scratch.reserve(0));
    const sinks = factors.map(() => sink(expectedRows));
    for (let row = 0; row < rowCount; row += pieceRows) {
      const piece = Array.from({ length: Math.min(pieceRows, rowCount - row) }, (_, index) => row + index);
      sinks.forEach((each, index) => each.append(Uint32Array.from(piece, (value) => value * factors[index]!)));
    }
    return sinks.map((each) => each.finish() as PagedRows);
  };

  for (const { rowCount, pieceRows, expectedRows, reason } of [
    { rowCount: 0, pieceRows: 1, expectedRows: 10, reason: 'nothing at all' },
    { rowCount: 3, pieceRows: 2, expectedRows: 0, reason: 'less than a buffer, more than expected' },
    { rowCount: 65_536, pieceRows: 1024, expectedRows: 65_536, reason: 'exactly a buffer' },
    { rowCount: 200_001, pieceRows: 1000, expectedRows: 10, reason: 'several buffers and a rest, far more than expected' },
  ]) {
    it(`two that grow by turns do not overwrite each other: ${reason}`, () => {
      const [once, twice] = fill(rowCount, pieceRows, expectedRows, [1, 2]);
      const rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
      assert.deepEqual(loadColumn(once!), rows);
      assert.deepEqual(loadColumn(twice!), rows.map((row) => 2 * row));
      const paged = createPagedColumn(twice!);
      for (let row = rowCount - 1; row >= 0; row -= 4999) assert.equal(paged.at(row), 2 * row);
    });
  }

  it('one alone is one stretch', () => {
    assert.deepEqual(fill(200_001, 1000, 10, [1])[0]!.stretches.map(({ length }) => length), [200_001]);
  });

  it('a column that is stored after one that grew comes behind it', () => {
    const { sink, store } = createColumnStore(scratch.reserve(0));
    const growing = sink(0);
    growing.append(Uint32Array.of(1, 2, 3));
    const grown = growing.finish();
    const stored = store(Float64Array.of(0.5, 1.5));
    assert.deepEqual([loadColumn(grown), loadColumn(stored)], [Uint32Array.of(1, 2, 3), Float64Array.of(0.5, 1.5)]);
  });
});
