/** From sections to a Capture: the checks that need two sections at once, and the columns in the model's order. */
import { HeaplineError } from '../../../protocol/errors.ts';
import type { ByteOffset } from '../../../protocol/units.ts';
import type { AllocationTable } from '../../model/allocationTable.ts';
import type { Capture } from '../../model/capture.ts';
import { openHeapGraph } from '../../model/openHeap.ts';
import type { LocationTable } from '../../model/heapGraph.ts';
import type { ImportDiagnostic } from '../../model/importDiagnostics.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { EdgeColumns } from './edgeSection.ts';
import { NO_LOCATIONS } from './locationSection.ts';
import type { NodeColumns } from './nodeSection.ts';
import { toAllocationTable } from './toAllocationTable.ts';
import type { SectionResults, Sections } from './snapshotSections.ts';
import type { SnapshotLayout } from './snapshotHeader.ts';

/** What comes behind the edges. */
export interface Tail {
  readonly strings: { readonly bytes: Uint8Array; readonly ends: Uint32Array };
  readonly locations: LocationTable;
  readonly allocations: AllocationTable | null;
}

/** Errors: malformedInput (a name beyond the strings). */
export function assembleCapture(results: ReturnType<Sections['results']>, diagnostics: Diagnostics): Capture {
  const tail = assembleTail(results, diagnostics);
  return toCapture(results.layout, results.nodes!.columns(), results.edges.columns(), tail, diagnostics.list());
}

/** Errors: malformedInput. */
export function assembleTail(results: SectionResults, diagnostics: Diagnostics): Tail {
  const strings = results.strings!.columns();
  return { strings, locations: results.locations?.table() ?? NO_LOCATIONS, allocations: toAllocationTable(results, strings.ends.length, diagnostics) };
}

/** Errors: malformedInput (a name beyond the strings). */
export function toCapture(layout: SnapshotLayout, nodes: NodeColumns, edges: EdgeColumns, { strings, locations, allocations }: Tail, diagnostics: readonly ImportDiagnostic[]): Capture {
  const { maxName, maxNameOffset, ...nodeColumns } = nodes;
  const { maxName: maxEdgeName, maxNameOffset: maxEdgeNameOffset, ...edgeColumns } = edges;
  checkName(maxName, strings.ends.length, 'a node', maxNameOffset);
  checkName(maxEdgeName, strings.ends.length, 'an edge', maxEdgeNameOffset);
  const heap = openHeapGraph({ ...nodeColumns, ...edgeColumns, rootNode: layout.rootNode, strings, locations, extraNativeBytes: layout.extraNativeBytes });
  return { importerId: 'heapSnapshot', heap, allocations, diagnostics };
}

function checkName(maxName: number, stringCount: number, what: string, byteOffset: ByteOffset): void {
  if (maxName >= stringCount) throw new HeaplineError('malformedInput', `${what} is named by string ${maxName} but there are ${stringCount} strings`, { byteOffset });
}
