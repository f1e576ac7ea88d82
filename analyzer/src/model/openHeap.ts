/** The only way from columns to a heap: checks that they fit together before anyone reads them. */
import { assert } from '../base/assert.ts';
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { ColumnSource, TypedColumn } from '../base/numberColumn.ts';
import { loadColumn, openColumn } from '../columnFile/pagedColumn.ts';
import { openStringTable } from './openStringTable.ts';
import type { HeapColumns, HeapGraph, HeapView, LocationColumns, LocationTable, LocationView } from './heapGraph.ts';

/** The heap for passes over all of it. Cost: O(1), and what has to be loaded when first read. Contents are checked by checkHeapGraph(). */
export function openHeapGraph(columns: HeapColumns): HeapGraph {
  checkLengths(columns);
  const loaded = new Map<keyof HeapColumns, TypedColumn>();
  const inMemory = <Column extends TypedColumn>(name: keyof HeapColumns): Column => {
    let column = loaded.get(name);
    if (!column) loaded.set(name, (column = loadColumn(columns[name] as ColumnSource)));
    return column as Column;
  };
  let locations: LocationTable | null = null;
  return Object.freeze({
    ...openBase(columns),
    get kindByNode() {
      return inMemory<Uint8Array>('kindByNode');
    },
    get selfBytesByNode() {
      assert(columns.selfBytesByNode !== null, 'sizes are there until shallow sizes are known');
      return inMemory<BytesColumn>('selfBytesByNode');
    },
    get detachednessByNode() {
      return columns.detachednessByNode && inMemory<Uint8Array>('detachednessByNode');
    },
    get traceNodeIdByNode() {
      return columns.traceNodeIdByNode && inMemory<Uint32Array>('traceNodeIdByNode');
    },
    get firstEdgeByNode() {
      return inMemory<Uint32Array>('firstEdgeByNode');
    },
    get wordByEdge() {
      return inMemory<Uint32Array>('wordByEdge');
    },
    get locations() {
      return (locations ??= loadLocations(columns.locations));
    },
  });
}

/** The heap for questions. Cost: O(1). */
export function openHeapView(columns: HeapColumns): HeapView {
  checkLengths(columns);
  return Object.freeze({
    ...openBase(columns),
    kindByNode: openColumn(columns.kindByNode),
    detachednessByNode: columns.detachednessByNode && openColumn(columns.detachednessByNode),
    firstEdgeByNode: openColumn(columns.firstEdgeByNode),
    wordByEdge: openColumn(columns.wordByEdge),
    locations: openLocations(columns.locations),
  });
}

function openBase(columns: HeapColumns): Pick<HeapGraph, 'nodeCount' | 'edgeCount' | 'rootNode' | 'extraNativeBytes' | 'columns' | 'nameByNode' | 'nodeIdByNode' | 'nameOrIndexByEdge' | 'strings'> {
  const { nodeCount, edgeCount, rootNode, extraNativeBytes } = columns;
  return {
    nodeCount,
    edgeCount,
    rootNode,
    extraNativeBytes,
    columns,
    nameByNode: openColumn(columns.nameByNode),
    nodeIdByNode: openColumn(columns.nodeIdByNode),
    nameOrIndexByEdge: openColumn(columns.nameOrIndexByEdge),
    strings: openStringTable(columns.strings),
  };
}

function loadLocations({ count, ...columns }: LocationColumns): LocationTable {
  return {
    count,
    nodeByLocation: loadColumn(columns.nodeByLocation) as Uint32Array,
    scriptIdByLocation: loadColumn(columns.scriptIdByLocation) as Int32Array,
    lineByLocation: loadColumn(columns.lineByLocation) as Int32Array,
    columnByLocation: loadColumn(columns.columnByLocation) as Int32Array,
  };
}

function openLocations({ count, ...columns }: LocationColumns): LocationView {
  return {
    count,
    nodeByLocation: openColumn(columns.nodeByLocation),
    scriptIdByLocation: openColumn(columns.scriptIdByLocation),
    lineByLocation: openColumn(columns.lineByLocation),
    columnByLocation: openColumn(columns.columnByLocation),
  };
}

function checkLengths(columns: HeapColumns): void {
  const { nodeCount, edgeCount } = columns;
  const lengthOf = (name: keyof HeapColumns, expected: number): void => {
    const column = columns[name] as { length: number } | null;
    assert(column === null || column.length === expected, `${name} has ${column?.length} rows, expected ${expected}`);
  };
  for (const name of ['kindByNode', 'nameByNode', 'nodeIdByNode', 'selfBytesByNode', 'detachednessByNode', 'traceNodeIdByNode'] as const) lengthOf(name, nodeCount);
  for (const name of ['wordByEdge', 'nameOrIndexByEdge'] as const) lengthOf(name, edgeCount);
  lengthOf('firstEdgeByNode', nodeCount + 1);
  assert(columns.rootNode >= 0 && columns.rootNode < nodeCount, `the root ${columns.rootNode} is a node`);
  const firstEdges = openColumn(columns.firstEdgeByNode);
  assert(firstEdges.at(0) === 0 && firstEdges.at(nodeCount) === edgeCount, 'the nodes own all edges');
}
