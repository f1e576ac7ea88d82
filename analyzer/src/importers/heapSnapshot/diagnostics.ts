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
