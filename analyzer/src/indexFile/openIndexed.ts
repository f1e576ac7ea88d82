/** Indexes that this thread reads from, each opened once. */
import type { IndexedRows } from '../base/numberColumn.ts';
import { openColumnFile, type ColumnFile } from './columnFile.ts';
import type { ColumnFileFormat } from './layout.ts';

/** Another version of Heapline may keep other columns: then its indexes are written anew. */
export const INDEX_FORMAT: ColumnFileFormat = { magic: 'HEAPLINE', version: 1 };

/** A cache of the thread: sources are plain data, and many columns are of one file. */
const openByPath = new Map<string, ColumnFile>();

/** Errors: fileNotReadable, staleIndex, damagedIndex. */
export function openIndexed({ indexPath }: Pick<IndexedRows, 'indexPath'>): ColumnFile {
  let file = openByPath.get(indexPath);
  if (!file) openByPath.set(indexPath, (file = openColumnFile(indexPath, INDEX_FORMAT)));
  return file;
}

/** Forgets an index: columns that are read by pages are of no use any more. */
export function closeIndexed(indexPath: string): void {
  openByPath.get(indexPath)?.close();
  openByPath.delete(indexPath);
}

/** Forgets all, for a thread whose work is done. */
export function closeAllIndexed(): void {
  for (const indexPath of [...openByPath.keys()]) closeIndexed(indexPath);
}
