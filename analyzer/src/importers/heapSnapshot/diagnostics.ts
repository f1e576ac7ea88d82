/** Counts the oddities of one import. */
import type { ByteOffset } from '../../../protocol/units.ts';
import type { DiagnosticCode, ImportDiagnostic } from '../../model/importDiagnostics.ts';

export interface Diagnostics {
  count(code: DiagnosticCode, byteOffset: ByteOffset, times?: number): void;
  list(): ImportDiagnostic[];
}

export function createDiagnostics(): Diagnostics {
  const counts = new Map<DiagnosticCode, { count: number; firstByteOffset: ByteOffset }>();
  return {
    count(code, byteOffset, times = 1) {
      const known = counts.get(code);
      if (known) known.count += times;
      else counts.set(code, { count: times, firstByteOffset: byteOffset });
    },
    list: () => [...counts].map(([code, value]) => ({ code, ...value })),
  };
}

/** The diagnostics of an input that was read in parts, in the order of the parts. */
export function addDiagnostics(parts: readonly (readonly ImportDiagnostic[])[]): ImportDiagnostic[] {
  const sum = createDiagnostics();
  for (const { code, count, firstByteOffset } of parts.flat()) sum.count(code, firstByteOffset, count);
  return sum.list();
}
