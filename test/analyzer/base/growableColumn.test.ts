/** Columns that grow keep their rows, keep little spare room, and say so when there is no memory. */
import assert from 'node:assert/strict';
import { createColumn, trimmed, withRoom } from '../../../analyzer/src/base/growableColumn.ts';

describe('growableColumn', () => {
  it('keeps a column that has room', () => {
    const column = new Uint32Array(10);
    assert.equal(withRoom(column, 10), column);
    assert.equal(trimmed(column, 10), column);
  });

  for (const kind of [Uint8Array, Uint32Array, Int32Array, Float64Array]) {
    it(`grows and trims a ${kind.name}, rows kept`, () => {
      let column: InstanceType<typeof kind> = new kind(0);
      let copies = 0;
      for (let row = 0; row < 20_000; row++) {
        const grown = withRoom(column, row + 1);
        if (grown !== column) copies++;
        column = grown as InstanceType<typeof kind>;
        column[row] = row % 200;
      }
      assert.ok(column instanceof kind);
      assert.ok(copies < 12, `${copies} copies`);
      assert.ok(column.length <= 30_000, `room for ${column.length}`);
      const exact = trimmed(column, 20_000);
      assert.equal(exact.length, 20_000);
      assert.equal(exact.byteLength, 20_000 * kind.BYTES_PER_ELEMENT);
      assert.ok(exact.every((value, row) => value === row % 200));
    });
  }

  it('says that there is no memory, and for what', () => {
    assert.throws(() => createColumn(Float64Array, 2 ** 52), { code: 'outOfMemory', message: /no memory for 4503599627370496 rows of a Float64Array/ });
  });
});
