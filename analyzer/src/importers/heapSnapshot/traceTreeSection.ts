/**
 * The `trace_tree` section: the call tree of recorded allocations, nested as [id, function, count, size, [children …]].
 * Depth is the input's choice, so the way down is kept in columns, not on the stack.
 */
import type { ByteOffset } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import { createColumn, trimmed, withRoom } from '../../base/growableColumn.ts';
import { CLOSE_BRACKET, COMMA, errorAt, MORE, OPEN_BRACKET, peek, unexpected, ZERO, type ByteWindow } from './byteWindow.ts';
import type { Section } from './section.ts';

export interface TraceTreeColumns {
  readonly count: number;
  /** Where the section begins in the file. */
  readonly byteOffset: ByteOffset;
  readonly idByTreeNode: Uint32Array;
  readonly parentByTreeNode: Uint32Array;
  readonly functionByTreeNode: Uint32Array;
  readonly countByTreeNode: Float64Array;
  readonly bytesByTreeNode: Float64Array;
}

/** Fields of a record before its children. Source: V8, heap-snapshot-generator.cc, SerializeTraceNode; the order never changed. */
const FIELDS = 4;

interface TreeStore {
  /** FIELDS a row. */
  values: Float64Array;
  parents: Uint32Array;
  count: number;
  /** Row of the node whose children list is open, one entry a level; the outermost level has no node. */
  open: Uint32Array;
  depth: number;
  /** Numbers read of the record at hand. */
  field: number;
  /** What the last step took; `nothing` also right after an opening bracket. */
  last: 'nothing' | 'value' | 'comma';
}

export function createTraceTreeSection(cancel: CancelSignal): Section & { columns(): TraceTreeColumns } {
  const tree: TreeStore = { values: new Float64Array(0), parents: new Uint32Array(0), count: 0, open: new Uint32Array(0), depth: -1, field: 0, last: 'nothing' };
  let byteOffset: ByteOffset = 0;
  const column = <Column extends Uint32Array | Float64Array>(target: Column, field: number): Column => {
    for (let row = 0; row < tree.count; row++) target[row] = tree.values[row * FIELDS + field]!;
    return target;
  };
  return {
    read(window) {
      for (let steps = 0; ; steps++) {
        if ((steps & 0xffff) === 0) cancel.throwIfCancelled();
        const byte = peek(window);
        if (byte === MORE) return false;
        if (tree.depth < 0) byteOffset = window.baseOffset + window.position;
        if (!takeStep(tree, window, byte)) return false;
        if (tree.depth < 0) return true;
      }
    },
    columns: () => ({
      count: tree.count,
      byteOffset,
      idByTreeNode: column(createColumn(Uint32Array, tree.count), 0),
      parentByTreeNode: trimmed(tree.parents, tree.count),
      functionByTreeNode: column(createColumn(Uint32Array, tree.count), 1),
      countByTreeNode: column(createColumn(Float64Array, tree.count), 2),
      bytesByTreeNode: column(createColumn(Float64Array, tree.count), 3),
    }),
  };
}

/** Takes the bracket, comma or number that begins with `byte`; false when the window ends inside it. Errors: malformedInput. */
function takeStep(tree: TreeStore, window: ByteWindow, byte: number): boolean {
  if (tree.last === 'value') {
    if (byte === CLOSE_BRACKET) return closeList(tree, window);
    if (byte !== COMMA) throw unexpected(window, '"," or "]"');
    tree.last = 'comma';
    window.position++;
    return true;
  }
  if (byte === CLOSE_BRACKET && tree.last === 'nothing' && tree.depth >= 0) return closeList(tree, window);
  if (tree.depth < 0 || tree.field === FIELDS) return openList(tree, window, byte);
  return takeNumber(tree, window);
}

function openList(tree: TreeStore, window: ByteWindow, byte: number): true {
  if (byte !== OPEN_BRACKET) throw unexpected(window, tree.depth < 0 ? '"["' : 'a list of children');
  tree.depth++;
  tree.open = withRoom(tree.open, tree.depth + 1);
  tree.open[tree.depth] = Math.max(0, tree.count - 1);
  tree.field = 0;
  tree.last = 'nothing';
  window.position++;
  return true;
}

function closeList(tree: TreeStore, window: ByteWindow): true {
  if (tree.field !== 0) throw errorAt(window, window.position, 'malformedInput', `a node of the trace tree ends after ${tree.field} of ${FIELDS + 1} values`);
  tree.depth--; // back in the list of the node that owned this one: the next number begins its sibling
  tree.last = 'value';
  window.position++;
  return true;
}

function takeNumber(tree: TreeStore, window: ByteWindow): boolean {
  const { bytes, end } = window;
  let position = window.position;
  let value = 0;
  for (let digit = bytes[position]! - ZERO; digit >>> 0 <= 9; digit = bytes[++position]! - ZERO) value = value * 10 + digit;
  if (position >= end) return false; // it may go on in the next bytes
  if (position === window.position) throw unexpected(window, 'a number');
  if (tree.field === 0) {
    tree.values = withRoom(tree.values, (tree.count + 1) * FIELDS);
    tree.parents = withRoom(tree.parents, tree.count + 1);
    tree.parents[tree.count] = tree.depth > 0 ? tree.open[tree.depth]! : tree.count;
    tree.count++;
  }
  tree.values[(tree.count - 1) * FIELDS + tree.field++] = value;
  tree.last = 'value';
  window.position = position;
  return true;
}
