/** From sections to a Capture: the checks that need two sections at once, and the columns in the model's order. */
import { HeaplineError } from '../../../protocol/errors.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../../base/cancel.ts';
import type { AllocationTable } from '../../model/allocationTable.ts';
import type { Capture } from '../../model/capture.ts';
import { buildHeapGraph } from '../../model/heapGraphBuilder.ts';
import type { Diagnostics } from './diagnostics.ts';
import { NO_LOCATIONS, toLocationTable } from './locationTable.ts';
import type { NodeColumns } from './nodeSection.ts';
import type { SectionResults } from './snapshotSections.ts';

/** Errors: wrongCounts (edge counts of the nodes against edges), malformedInput (a name beyond the strings). */
export function assembleCapture(results: SectionResults, diagnostics: Diagnostics, cancel: CancelSignal): Capture {
  const { layout } = results;
  const { edgeCountByNode, maxName, maxNameOffset, ...nodes } = results.nodes.columns();
  const { maxName: maxEdgeName, maxNameOffset: maxEdgeNameOffset, ...edges } = results.edges.columns();
  const strings = results.strings.table();
  checkName(maxName, strings.count, 'a node', maxNameOffset);
  checkName(maxEdgeName, strings.count, 'an edge', maxEdgeNameOffset);
  const heap = buildHeapGraph({
    ...nodes,
    ...edges,
    rootNode: layout.rootNode,
    firstEdgeByNode: firstEdges(edgeCountByNode, edges.edgeCount, cancel),
    strings,
    locations: results.locations ? toLocationTable(results.locations.columns(), layout, nodes.nodeCount, diagnostics) : NO_LOCATIONS,
    extraNativeBytes: layout.extraNativeBytes,
  });
  const allocations = toAllocationTable(results, diagnostics);
  return { importerId: 'heapSnapshot', heap, allocations, diagnostics: diagnostics.list() };
}

function checkName(maxName: number, stringCount: number, what: string, byteOffset: number): void {
  if (maxName >= stringCount) throw new HeaplineError('malformedInput', `${what} is named by string ${maxName} but there are ${stringCount} strings`, { byteOffset });
}

/** Running sums of the nodes' edge counts. Length nodeCount + 1. */
function firstEdges(edgeCountByNode: NodeColumns['edgeCountByNode'], edgeCount: number, cancel: CancelSignal): Uint32Array {
  const firstEdgeByNode = new Uint32Array(edgeCountByNode.length + 1);
  let sum = 0;
  for (let node = 0; node < edgeCountByNode.length; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    firstEdgeByNode[node] = sum;
    sum += edgeCountByNode[node]!;
  }
  if (sum !== edgeCount) throw new HeaplineError('wrongCounts', `the nodes claim ${sum} edges together but there are ${edgeCount}`, { byteOffset: 0 });
  firstEdgeByNode[edgeCountByNode.length] = sum;
  return firstEdgeByNode;
}

function toAllocationTable({ layout, traceFunctions, traceTree, samples }: SectionResults, diagnostics: Diagnostics): AllocationTable | null {
  const tree = traceTree?.columns();
  const sampleColumns = samples?.columns();
  if ((tree?.count ?? 0) === 0 && (sampleColumns?.count ?? 0) === 0) return null;
  const functions = traceFunctions?.columns();
  const fields = layout.traceFunction;
  if (functions && functions.count > layout.traceFunctionCount) diagnostics.count('traceFunctionCountTooSmall', 0, functions.count - layout.traceFunctionCount);
  const none = new Uint32Array(0);
  return {
    functionCount: functions?.count ?? 0,
    nameByFunction: functions?.uint32(fields.name) ?? none,
    scriptNameByFunction: functions?.uint32(fields.scriptName) ?? none,
    scriptIdByFunction: functions?.int32(fields.scriptId) ?? new Int32Array(0),
    lineByFunction: functions?.int32(fields.line) ?? new Int32Array(0),
    columnByFunction: functions?.int32(fields.column) ?? new Int32Array(0),
    treeNodeCount: tree?.count ?? 0,
    traceNodeIdByTreeNode: tree?.idByTreeNode ?? none,
    parentByTreeNode: tree?.parentByTreeNode ?? none,
    functionByTreeNode: tree?.functionByTreeNode ?? none,
    allocationCountByTreeNode: tree?.countByTreeNode ?? new Float64Array(0),
    allocationBytesByTreeNode: tree?.bytesByTreeNode ?? new Float64Array(0),
    sampleCount: sampleColumns?.count ?? 0,
    timestampUsBySample: sampleColumns?.float64(layout.sample.timestampUs) ?? new Float64Array(0),
    lastAssignedIdBySample: sampleColumns?.float64(layout.sample.lastAssignedId) ?? new Float64Array(0),
  };
}
