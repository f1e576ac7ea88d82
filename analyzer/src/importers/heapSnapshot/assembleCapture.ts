/** From sections to a Capture: the checks that need two sections at once, and the columns in the model's order. */
import { HeaplineError } from '../../../protocol/errors.ts';
import type { ByteOffset } from '../../../protocol/units.ts';
import { CANCEL_CHECK_MASK, type CancelSignal } from '../../base/cancel.ts';
import { createColumn } from '../../base/growableColumn.ts';
import type { AllocationTable } from '../../model/allocationTable.ts';
import type { Capture } from '../../model/capture.ts';
import { buildHeapGraph } from '../../model/heapGraphBuilder.ts';
import type { LocationTable } from '../../model/heapGraph.ts';
import type { ImportDiagnostic } from '../../model/importDiagnostics.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { EdgeColumns } from './edgeSection.ts';
import { NO_LOCATIONS } from './locationSection.ts';
import type { NodeColumns } from './nodeSection.ts';
import { toAllocationTable } from './toAllocationTable.ts';
import type { SectionResults, Sections } from './snapshotSections.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

/** The nodes, with where their edges begin instead of how many they are. */
export type AssembledNodes = Omit<NodeColumns, 'edgeCountByNode'> & { readonly firstEdgeByNode: Uint32Array };

/** What comes behind the edges. */
export interface Tail {
  readonly strings: { readonly bytes: Uint8Array; readonly ends: Uint32Array };
  readonly locations: LocationTable;
  readonly allocations: AllocationTable | null;
}

/** Errors: malformedInput (a name beyond the strings). */
export function assembleCapture(results: ReturnType<Sections['results']>, diagnostics: Diagnostics, cancel: CancelSignal): Capture {
  const tail = assembleTail(results, diagnostics);
  return toCapture(results.layout, assembleNodes(results.nodes!.columns(), cancel), results.edges.columns(), tail, diagnostics.list());
}

/** Errors: malformedInput. */
export function assembleTail(results: SectionResults, diagnostics: Diagnostics): Tail {
  const strings = results.strings!.columns();
  return { strings, locations: results.locations?.table() ?? NO_LOCATIONS, allocations: toAllocationTable(results, strings.ends.length, diagnostics) };
}

/** Running sums of the nodes' edge counts, whose total was checked when they were read, in their place. */
export function assembleNodes({ edgeCountByNode, ...nodes }: NodeColumns, cancel: CancelSignal): AssembledNodes {
  const { nodeCount } = nodes;
  const firstEdgeByNode = createColumn(Uint32Array, nodeCount + 1);
  let sum = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CANCEL_CHECK_MASK) === 0) cancel.throwIfCancelled();
    firstEdgeByNode[node] = sum;
    sum += edgeCountByNode[node]!;
  }
  firstEdgeByNode[nodeCount] = sum;
  return { ...nodes, firstEdgeByNode };
}

/** Errors: malformedInput (a name beyond the strings). */
export function toCapture(layout: SnapshotLayout, nodes: AssembledNodes, edges: EdgeColumns, { strings, locations, allocations }: Tail, diagnostics: readonly ImportDiagnostic[]): Capture {
  const { maxName, maxNameOffset, ...nodeColumns } = nodes;
  const { maxName: maxEdgeName, maxNameOffset: maxEdgeNameOffset, ...edgeColumns } = edges;
  checkName(maxName, strings.ends.length, 'a node', maxNameOffset);
  checkName(maxEdgeName, strings.ends.length, 'an edge', maxEdgeNameOffset);
  const heap = buildHeapGraph({ ...nodeColumns, ...edgeColumns, rootNode: layout.rootNode, strings, locations, extraNativeBytes: layout.extraNativeBytes });
  return { importerId: 'heapSnapshot', heap, allocations, diagnostics };
}

function checkName(maxName: number, stringCount: number, what: string, byteOffset: ByteOffset): void {
  if (maxName >= stringCount) throw new HeaplineError('malformedInput', `${what} is named by string ${maxName} but there are ${stringCount} strings`, { byteOffset });
}
