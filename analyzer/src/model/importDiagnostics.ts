/** Oddities that an importer met and survived: counted, so that a million of them cost nothing. */
import type { ByteOffset } from '../../protocol/units.ts';

/** Code → sentence and severity. `dataLoss` is always shown to the user; `info` only on request. */
export const DIAGNOSTIC_SENTENCES = {
  unknownNodeKind: { severity: 'info', sentence: 'Nodes of a kind that this version of Heapline does not know' },
  unknownEdgeKind: { severity: 'info', sentence: 'Edges of a kind that this version of Heapline does not know' },
  unknownField: { severity: 'info', sentence: 'Fields that this version of Heapline does not know were skipped' },
  unknownSection: { severity: 'info', sentence: 'Sections that this version of Heapline does not know were skipped' },
  traceFunctionCountTooSmall: { severity: 'info', sentence: 'The header counts fewer allocation functions than the file holds' },
  allocationOfMissingFunction: { severity: 'dataLoss', sentence: 'Recorded allocations of functions that the file does not hold were given to the root' },
  locationOfMissingNode: { severity: 'dataLoss', sentence: 'Source locations that belong to no node were left out' },
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_SENTENCES;

export interface ImportDiagnostic {
  readonly code: DiagnosticCode;
  readonly count: number;
  readonly firstByteOffset: ByteOffset;
}
