/**
 * The `trace_tree` section: the call tree of recorded allocations, nested as [id, function, count, size, [children …]].
 * Depth is the input's choice, so the way down is kept in columns, not on the stack.
 */
import { withRoom } from '../../base/growableColumn.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import { CLOSE_BRACKET, COMMA, errorAt, MORE, OPEN_BRACKET, peek, unexpected, ZERO, type ByteWindow } from './byteWindow.ts';
import type { Section } from './section.ts';

export interface TraceTreeColumns {
  readonly count: number;
  readonly idByTreeNode: Uint32Array;
  readonly parentByTreeNode: Uint32Array;
  readonly functionByTreeNode: Uint32Array;
  readonly countByTreeNode: Float64Array;
  readonly bytesByTreeNode: Float64Array;
}

/** Fields of a record before its children. Source: V8, heap-snapshot-generator.cc, SerializeTraceNode; the order never changed. */
const FIELDS = 4;

export function createTraceTreeSection(cancel: CancelSignal): Section & { columns(): TraceTreeColumns } {
  let values = new Float64Array(FIELDS * 1024);
  let parents = new Uint32Array(1024);
  let count = 0;
  /** Row of the node whose children list is open, one entry a level; the root level has no node. */
  let open = new Uint32Array(64);
  let depth = -1;
  let field = 0;
  let comma = false;

  const number = (window: ByteWindow): boolean => {
    const { bytes, end } = window;
    let position = window.position;
    let value = 0;
    while (bytes[position]! >= ZERO && bytes[position]! <= ZERO + 9) value = value * 10 + bytes[position++]! - ZERO;
    if (position >= end) return false; // it may go on in the next bytes
    if (position === window.position) throw unexpected(window, 'a number');
    if (field === FIELDS) throw errorAt(window, window.position, 'malformedInput', 'a node of the trace tree lacks its list of children');
    if (field === 0) {
      values = withRoom(values, (count + 1) * FIELDS, (n) => new Float64Array(n));
      parents = withRoom(parents, count + 1, (n) => new Uint32Array(n));
      parents[count] = depth > 0 ? open[depth]! : count;
      if ((++count & 0xffff) === 0) cancel.throwIfCancelled();
    }
    values[(count - 1) * FIELDS + field++] = value;
    window.position = position;
    return true;
  };

  const column = <Column extends Uint32Array | Float64Array>(target: Column, index: number): Column => {
    for (let row = 0; row < count; row++) target[row] = values[row * FIELDS + index]!;
    return target;
  };

  return {
    read(window) {
      for (;;) {
        const byte = peek(window);
        if (byte === MORE) return false;
        if (byte === OPEN_BRACKET) {
          if (depth >= 0 && field !== FIELDS) throw unexpected(window, 'a number');
          open = withRoom(open, ++depth + 1, (n) => new Uint32Array(n));
          open[depth] = count === 0 ? 0 : count - 1;
          field = 0;
          comma = false;
          window.position++;
        } else if (byte === CLOSE_BRACKET) {
          if (field !== 0) throw unexpected(window, 'a number');
          window.position++;
          comma = true;
          if (depth-- === 0) return true;
          field = 0; // back in the record's own list: the next number begins a sibling
        } else if (byte === COMMA && comma) {
          comma = false;
          window.position++;
        } else {
          if (comma) throw unexpected(window, '","');
          if (!number(window)) return false;
          comma = true;
        }
      }
    },
    columns: () => ({
      count,
      idByTreeNode: column(new Uint32Array(count), 0),
      parentByTreeNode: parents.slice(0, count),
      functionByTreeNode: column(new Uint32Array(count), 1),
      countByTreeNode: column(new Float64Array(count), 2),
      bytesByTreeNode: column(new Float64Array(count), 3),
    }),
  };
}
