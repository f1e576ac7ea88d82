/** The smaller record sections (samples, trace functions): all their numbers, one record after the other. */
import type { ByteOffset } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import { createColumn, withRoom } from '../../base/growableColumn.ts';
import { createBlockReader } from './blockReader.ts';
import type { Section } from './section.ts';

export interface RecordColumns {
  readonly count: number;
  /** Where the section's records begin in the file; 0 when it has none. */
  readonly byteOffset: ByteOffset;
  /** Field `field` of all records, as the wanted column type. Length count. */
  int32(field: number): Int32Array;
  uint32(field: number): Uint32Array;
  float64(field: number): Float64Array;
}

/** A section whose record size the header gives. Sized by content: headers have been seen to count too few (trace functions). */
export function createRecordSection(fieldCount: number, cancel: CancelSignal): Section & { columns(): RecordColumns } {
  let values = new Float64Array(0);
  let used = 0;
  let byteOffset: ByteOffset = 0;
  return {
    read: createBlockReader(fieldCount, cancel, {
      take(block, window) {
        if (used === 0) byteOffset = window.baseOffset + block.starts[0]!;
        const length = block.count * fieldCount;
        values = withRoom(values, used + length);
        values.set(block.values.subarray(0, length), used);
        used += length;
      },
    }),
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
        byteOffset,
        int32: (field) => fill(createColumn(Int32Array, count), field),
        uint32: (field) => fill(createColumn(Uint32Array, count), field),
        float64: (field) => fill(createColumn(Float64Array, count), field),
      };
    },
  };
}
