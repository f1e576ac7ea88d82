/** DevTools' Statistics page as rows. */
import type { StatisticsRow } from '../../protocol/rows.ts';
import type { HeapStatistics } from '../analysis/statistics.ts';

/** The slices in DevTools' order. They add up to the total. */
export function statisticsRows(statistics: HeapStatistics): { rows: StatisticsRow[]; totalBytes: number } {
  const { totalBytes, codeBytes, stringBytes, jsArrayBytes, typedArrayBytes, systemBytes, nativeBytes, v8HeapBytes } = statistics;
  const rows: StatisticsRow[] = [
    { id: 'code', label: 'Code', bytes: codeBytes },
    { id: 'strings', label: 'Strings', bytes: stringBytes },
    { id: 'jsArrays', label: 'JS arrays', bytes: jsArrayBytes },
    { id: 'typedArrays', label: 'Typed arrays', bytes: typedArrayBytes },
    { id: 'system', label: 'System objects', bytes: systemBytes },
    { id: 'otherJs', label: 'Other JS objects', bytes: v8HeapBytes - codeBytes - stringBytes - jsArrayBytes - systemBytes },
    { id: 'otherNative', label: 'Other non-JS objects', bytes: nativeBytes - typedArrayBytes },
  ];
  return { rows, totalBytes };
}
