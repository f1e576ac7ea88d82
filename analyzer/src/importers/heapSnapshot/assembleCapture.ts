/** From sections to a Capture: the checks that need two sections at once, and the columns in the model's order. */
import { HeaplineError } from '../../../protocol/errors.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../../base/cancel.ts';
import { createColumn } from '../../base/growableColumn.ts';
import { memoryColumn } from '../../base/numberColumn.ts';
import type { Capture } from '../../model/capture.ts';
import { buildHeapGraph } from '../../model/heapGraphBuilder.ts';
import type { Diagnostics } from './diagnostics.ts';
import { NO_LOCATIONS } from './locationSection.ts';
import { toAllocationTable } from './toAllocationTable.ts';
import type { SectionResults } from './snapshotSections.ts';

/** Errors: malformedInput (a name beyond the strings). */
export function assembleCapture(results: SectionResults, diagnostics: Diagnostics, cancel: CancelSignal): Capture {
  const { layout } = results;
  const { edgeCountByNode, maxName, maxNameOffset, ...nodes } = results.nodes.columns();
  const { maxName: maxEdgeName, maxNameOffset: maxEdgeNameOffset, ...edges } = results.edges.columns();
  const strings = results.strings.table();
  checkName(maxName, strings.count, 'a node', maxNameOffset);
  checkName(maxEdgeName, strings.count, 'an edge', maxEdgeNameOffset);
  const heap = buildHeapGraph({
    ...nodes,
    nameByNode: memoryColumn(nodes.nameByNode),
    nodeIdByNode: memoryColumn(nodes.nodeIdByNode),
    ...edges,
    nameOrIndexByEdge: memoryColumn(edges.nameOrIndexByEdge),
    rootNode: layout.rootNode,
    firstEdgeByNode: firstEdges(edgeCountByNode, cancel),
    strings,
    locations: results.locations?.table() ?? NO_LOCATIONS,
    extraNativeBytes: layout.extraNativeBytes,
  });
  const allocations = toAllocationTable(results, strings, diagnostics);
  return { importerId: 'heapSnapshot', heap, allocations, diagnostics: diagnostics.list() };
}

function checkName(maxName: number, stringCount: number, what: string, byteOffset: number): void {
  if (maxName >= stringCount) throw new HeaplineError('malformedInput', `${what} is named by string ${maxName} but there are ${stringCount} strings`, { byteOffset });
}

/** Running sums of the nodes' edge counts, whose total was checked when they were read. Length nodeCount + 1. */
function firstEdges(edgeCountByNode: Uint32Array, cancel: CancelSignal): Uint32Array {
  const nodeCount = edgeCountByNode.length;
  const firstEdgeByNode = createColumn(Uint32Array, nodeCount + 1);
  let sum = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    firstEdgeByNode[node] = sum;
    sum += edgeCountByNode[node]!;
  }
  firstEdgeByNode[nodeCount] = sum;
  return firstEdgeByNode;
}
