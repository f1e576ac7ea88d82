/** Lists of nodes or edges in the order a view asks for. The order of a list is computed once and kept with its capture. */
import type { NodeSortKey } from '../../protocol/requests.ts';
import type { NodeOrdinal } from '../../protocol/units.ts';
import { type CancelSignal, CANCEL_CHECK_MASK } from '../base/cancel.ts';
import type { NumberColumn } from '../base/numberColumn.ts';

/** The columns that a list can be sorted by; `text` is asked only when sorting by name. */
export interface SortColumns {
  number(row: number, key: Exclude<NodeSortKey, 'name' | 'edge'>): number;
  text(row: number): string;
}

/**
 * `rows` in the order of `key`; equal rows keep their order. Returns a new array of the same length.
 * O(n log n); extra memory 8 bytes a row, for names the names themselves.
 */
export function sortRows(rows: Uint32Array, key: NodeSortKey, ascending: boolean, columns: SortColumns, cancel: CancelSignal): Uint32Array {
  if (key === 'edge') return ascending ? rows : rows.slice().reverse();
  const order = Uint32Array.from(rows, (_, index) => index);
  const direction = ascending ? 1 : -1;
  let comparisons = 0;
  const check = (): void => {
    if ((++comparisons & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
  };
  if (key === 'name') {
    const names = Array.from(rows, (row) => columns.text(row));
    order.sort((a, b) => (check(), names[a]! < names[b]! ? -direction : names[a]! > names[b]! ? direction : a - b));
  } else {
    const keys = Float64Array.from(rows, (row) => columns.number(row, key));
    order.sort((a, b) => (check(), direction * (keys[a]! - keys[b]!) || a - b));
  }
  return order.map((index) => rows[index]!);
}

/** Columns of node rows: `row` is a node. */
export function nodeColumns(columns: {
  nodeIdByNode: NumberColumn;
  /** Null while they are being computed: then nobody sorts by them. */
  distanceByNode: NumberColumn | null;
  selfBytesByNode: NumberColumn;
  retainedBytesByNode: NumberColumn | null;
  name(node: NodeOrdinal): string;
}): SortColumns {
  const { nodeIdByNode, distanceByNode, selfBytesByNode, retainedBytesByNode } = columns;
  return {
    number(node, key) {
      switch (key) {
        case 'nodeId': return nodeIdByNode.at(node);
        case 'distance': return distanceByNode?.at(node) ?? 0;
        case 'selfBytes': return selfBytesByNode.at(node);
        case 'retainedBytes': return retainedBytesByNode?.at(node) ?? 0;
      }
    },
    text: (node) => columns.name(node),
  };
}

/** The same keys for edges: those of the node at `nodeOfEdge(edge)`. */
export function edgeColumns(nodes: SortColumns, nodeOfEdge: (edge: number) => NodeOrdinal): SortColumns {
  return {
    number: (edge, key) => nodes.number(nodeOfEdge(edge), key),
    text: (edge) => nodes.text(nodeOfEdge(edge)),
  };
}
