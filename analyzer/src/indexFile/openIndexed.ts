/**
 * Indexes that this thread reads from. Columns name their index as plain data, so it is found by its path; each is opened once, and stays
 * open for as long as somebody holds it, also when another file has taken its name meanwhile.
 */
import type { IndexedRows } from '../base/numberColumn.ts';
import { openColumnFile, type ColumnFile } from './columnFile.ts';
import type { ColumnFileFormat } from './layout.ts';

/** Another version of Heapline may keep other columns: then its indexes are written anew. */
export const INDEX_FORMAT: ColumnFileFormat = { magic: 'HEAPLINE', version: 1 };

interface OpenIndex {
  /** What is read from now; null: the next who reads opens what then has the name. */
  file: ColumnFile | null;
  /** Files that had the name before, which somebody may still read from. */
  readonly outdated: ColumnFile[];
  holderCount: number;
}

/** The thread's: sources are plain data, and whoever opens one cannot be handed more. */
const openByPath = new Map<string, OpenIndex>();

/** Errors: fileNotReadable, staleIndex, damagedIndex. */
export function openIndexed({ indexPath }: Pick<IndexedRows, 'indexPath'>): ColumnFile {
  const known = openByPath.get(indexPath);
  if (known?.file) return known.file;
  const file = openColumnFile(indexPath, INDEX_FORMAT);
  if (known) known.file = file;
  else openByPath.set(indexPath, { file, outdated: [], holderCount: 0 });
  return file;
}

/** The same for somebody who will call closeIndexed() once. Errors: as openIndexed. */
export function holdIndexed(indexPath: string): ColumnFile {
  const file = openIndexed({ indexPath });
  openByPath.get(indexPath)!.holderCount++;
  return file;
}

/** One holder less. The last one closes it: columns that are read by pages are of no use any more. */
export function closeIndexed(indexPath: string): void {
  const known = openByPath.get(indexPath);
  if (!known) return;
  known.holderCount--;
  closeUnlessHeld(indexPath, known);
}

/** What is opened from now on is another file. Who holds this one can go on. */
export function forgetIndexed(indexPath: string): void {
  const known = openByPath.get(indexPath);
  if (!known) return;
  if (known.file) known.outdated.push(known.file);
  known.file = null;
  closeUnlessHeld(indexPath, known);
}

/** Closes all, for a thread whose work is done. */
export function closeAllIndexed(): void {
  for (const [indexPath, known] of openByPath) closeUnlessHeld(indexPath, { ...known, holderCount: 0 });
}

function closeUnlessHeld(indexPath: string, { file, outdated, holderCount }: OpenIndex): void {
  if (holderCount > 0) return;
  for (const each of [file, ...outdated]) each?.close();
  openByPath.delete(indexPath);
}
