/** A sink that keeps its rows in memory. */
import { createColumn, trimmed, withRoom } from './growableColumn.ts';
import type { NumberSink } from './numberColumn.ts';

/** Room for `capacity` rows at once; grows beyond. Errors: outOfMemory. */
export function createMemorySink(capacity: number): NumberSink {
  let column = createColumn(Uint32Array, capacity);
  let length = 0;
  return {
    append(rows) {
      column = withRoom(column, length + rows.length);
      column.set(rows, length);
      length += rows.length;
    },
    finish: () => trimmed(column, length),
  };
}
