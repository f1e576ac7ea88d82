/** A window shows what the column has, wherever that lies and however a pass moves. */
import assert from 'node:assert/strict';
import type { PagedRows, TypedColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { openWindow, type RowWindow } from '../../../analyzer/src/columnFile/pagedColumn.ts';
import { openScratchFile, type ScratchFile } from '../../../analyzer/src/columnFile/scratchFile.ts';
import { createColumnStore } from '../../../analyzer/src/columnFile/storedColumn.ts';

const LENGTH = 1000;
const valueOf = (row: number): number => Math.imul(row + 1, 2_654_435_761) >>> 0;
const ROWS = Uint32Array.from({ length: LENGTH }, (_, row) => valueOf(row));

let scratch: ScratchFile;
beforeEach(() => {
  scratch = openScratchFile()!;
});
afterEach(() => scratch.close());

/** Rows on disk in stretches of these lengths, which do not lie in order. */
function stored(lengths: readonly number[]): PagedRows {
  const { store } = createColumnStore(scratch.reserve(8 * LENGTH));
  let end = LENGTH;
  const stretches = lengths.toReversed().map((length) => {
    end -= length;
    return (store(ROWS.subarray(end, end + length)) as PagedRows).stretches[0]!;
  });
  return { file: scratch.file, type: 'uint32', length: LENGTH, stretches: stretches.reverse() };
}

function check<Rows extends TypedColumn>(window: RowWindow<Rows>, start: number, end: number): void {
  window.show(start, end);
  for (let row = start; row < end; row++) assert.equal(window.rows[row - window.firstRow], valueOf(row), `row ${row} of ${start} … ${end - 1}`);
}

describe('a window', () => {
  for (const [where, sourceOf] of [
    ['in memory', () => ROWS],
    ['on disk', () => stored([LENGTH])],
    ['on disk in stretches', () => stored([300, 0, 1, 349, 350])],
  ] as const) {
    describe(`on a column ${where}`, () => {
      for (const stretchRows of [1, 7, 64, LENGTH, 5 * LENGTH]) {
        it(`shows all rows in order, ${stretchRows} at a time`, () => {
          for (const stepRows of [1, 3, 64, 333, LENGTH]) {
            const window = openWindow(sourceOf(), stretchRows);
            for (let start = 0; start < LENGTH; start += stepRows) check(window, start, Math.min(start + stepRows, LENGTH));
          }
        });
      }

      it('passes over what is not asked for, and goes back when it must', () => {
        const window = openWindow(sourceOf(), 16);
        for (const [start, end] of [[10, 12], [11, 12], [20, 20], [24, 30], [500, 900], [998, 1000], [1000, 1000], [5, 6], [0, LENGTH]] as const) check(window, start, end);
      });
    });
  }

  it('reads into the same memory again', () => {
    const window = openWindow(stored([LENGTH]), 100);
    window.show(0, 100);
    const { buffer } = window.rows;
    window.show(100, 200);
    assert.equal(window.rows.buffer, buffer);
  });

  it('copies nothing that is in memory', () => {
    const window = openWindow(ROWS, 10);
    window.show(500, 600);
    assert.equal(window.rows, ROWS);
  });

  it('says when the disk has less than it should', () => {
    const source = stored([LENGTH]);
    const window = openWindow({ ...source, stretches: [{ byteOffset: 1e9, length: LENGTH }] });
    assert.throws(() => window.show(0, 1), { code: 'fileNotReadable', message: /end too early/ });
  });
});
