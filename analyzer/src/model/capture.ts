/** What any importer returns. */
import type { AllocationTable } from './allocationTable.ts';
import type { HeapGraph } from './heapGraph.ts';
import type { ImportDiagnostic } from './importDiagnostics.ts';

export interface Capture {
  /** Id of the importer that read it, e.g. `heapSnapshot`. */
  readonly importerId: string;
  readonly heap: HeapGraph;
  /** Null when no allocations were recorded. */
  readonly allocations: AllocationTable | null;
  readonly diagnostics: readonly ImportDiagnostic[];
}
