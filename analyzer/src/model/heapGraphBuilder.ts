/** The only way to make a HeapGraph: checks that the columns fit together before anyone reads them. */
import { assert } from '../base/assert.ts';
import { openColumn } from '../columnFile/pagedColumn.ts';
import { createByteStringTable, createTextStringTable } from './byteStringTable.ts';
import type { HeapColumns, HeapGraph } from './heapGraph.ts';

/** The graph of these columns, which must not be written to any more. Cost: O(1); the contents are checked by checkHeapGraph(). */
export function buildHeapGraph(columns: HeapColumns): HeapGraph {
  const { nodeCount, edgeCount, strings } = columns;
  const lengthOf = (name: keyof HeapColumns, expected: number): void => {
    const column = columns[name] as { length: number } | null;
    assert(column === null || column.length === expected, `${name} has ${column?.length} rows, expected ${expected}`);
  };
  for (const name of ['kindByNode', 'nameByNode', 'nodeIdByNode', 'selfBytesByNode', 'detachednessByNode', 'traceNodeIdByNode'] as const) lengthOf(name, nodeCount);
  for (const name of ['wordByEdge', 'nameOrIndexByEdge'] as const) lengthOf(name, edgeCount);
  lengthOf('firstEdgeByNode', nodeCount + 1);
  assert(columns.rootNode >= 0 && columns.rootNode < nodeCount, `the root ${columns.rootNode} is a node`);
  assert(columns.firstEdgeByNode[0] === 0 && columns.firstEdgeByNode[nodeCount] === edgeCount, 'the nodes own all edges');
  return Object.freeze({
    ...columns,
    columns,
    nameByNode: openColumn(columns.nameByNode),
    nodeIdByNode: openColumn(columns.nodeIdByNode),
    nameOrIndexByEdge: openColumn(columns.nameOrIndexByEdge),
    strings: 'texts' in strings ? createTextStringTable(strings.texts) : createByteStringTable(strings.bytes, strings.ends),
  });
}
