/** The smaller record sections (locations, samples, trace functions): all their numbers, one record after the other. */
import { withRoom } from '../../base/growableColumn.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import { expect, OPEN_BRACKET } from './byteWindow.ts';
import { createRecordBlock, readRecords } from './numberRecords.ts';
import type { Section } from './section.ts';

export interface RecordColumns {
  readonly count: number;
  /** Field `field` of all records, as the wanted column type. Length count. */
  int32(field: number): Int32Array;
  uint32(field: number): Uint32Array;
  float64(field: number): Float64Array;
}

/** A section whose record size the header gives. Sized by content: headers have been seen to count too few (trace functions). */
export function createRecordSection(fieldCount: number, cancel: CancelSignal): Section & { columns(): RecordColumns } {
  const block = createRecordBlock(fieldCount);
  let values = new Float64Array(0);
  let used = 0;
  let opened = false;
  return {
    read(window) {
      if (!opened) {
        if (!expect(window, OPEN_BRACKET)) return false;
        opened = true;
      }
      for (;;) {
        cancel.throwIfCancelled();
        readRecords(window, block);
        const length = block.count * fieldCount;
        values = withRoom(values, used + length, (n) => new Float64Array(n));
        values.set(block.values.subarray(0, length), used);
        used += length;
        if (block.ended) return true;
        if (block.count === 0) return false;
      }
    },
    columns() {
      const count = used / fieldCount;
      const fill = <Column extends Int32Array | Uint32Array | Float64Array>(column: Column, field: number): Column => {
        // A field that the file does not have is unknown everywhere: -1, or 0 where numbers are unsigned.
        if (field < 0) return column.fill(column instanceof Uint32Array ? 0 : -1) as Column;
        for (let record = 0, at = field; record < count; record++, at += fieldCount) column[record] = values[at]!;
        return column;
      };
      return {
        count,
        int32: (field) => fill(new Int32Array(count), field),
        uint32: (field) => fill(new Uint32Array(count), field),
        float64: (field) => fill(new Float64Array(count), field),
      };
    },
  };
}
