/**
 * A capture's own index beside it: what the analysis found, so that a second opening reads a few pages instead of everything. It is
 * never trusted: it must be of this very capture and version, and every page of it has a checksum.
 */
import { accessSync, constants, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HeaplineError } from '../../protocol/errors.ts';
import { openAnalysis, type AnalysisColumns } from '../analysis/heapAnalysis.ts';
import { assert } from '../base/assert.ts';
import type { ColumnType, IndexedRows, TypedColumn } from '../base/numberColumn.ts';
import type { WorkContext } from '../base/workContext.ts';
import type { Crew } from '../crew/crew.ts';
import type { CaptureData } from '../crew/readTasks.ts';
import type { ColumnName } from '../crew/writeIndex.ts';
import { checksumOf } from '../indexFile/checksum.ts';
import { closeIndexed, forgetIndexed, holdIndexed, openIndexed } from '../indexFile/openIndexed.ts';
import { readAt, stampFile, type FileStamp } from './fileSource.ts';

/** Ending of the index's name. The extension's capture/captureFiles.ts deletes it with the capture. */
const INDEX_SUFFIX = '.heapline-index';
/** Smaller captures are read before anybody notices. */
const MIN_INDEXED_BYTES = 8e6;
/** Of the capture's beginning and of its end, to tell it from another of the same size and time. */
const HASHED_BYTES = 64 * 1024;

/** What an index keeps. */
export interface IndexedCapture {
  readonly capture: Omit<CaptureData, 'heap'>;
  readonly columns: AnalysisColumns;
}

/** Which file an index is of. */
interface CaptureStamp extends FileStamp {
  readonly hashes: readonly number[];
}

export function indexPathOf(capturePath: string): string {
  return capturePath + INDEX_SUFFIX;
}

/** What the capture's index has, until closeIndex(); null when there is none that is any good, which is then gone. */
export function openIndex(capturePath: string): IndexedCapture | null {
  const indexPath = indexPathOf(capturePath);
  if (!statSync(indexPath, { throwIfNoEntry: false })?.isFile()) return null;
  try {
    const { meta } = openIndexed({ indexPath });
    const { stamp, ...kept } = meta as IndexedCapture & { stamp: CaptureStamp };
    if (JSON.stringify(stamp) === JSON.stringify(stampCapture(capturePath))) {
      const opened = checked(unpack(kept, indexPath) as IndexedCapture);
      holdIndexed(indexPath);
      return opened;
    }
  } catch {
    // Of another version, damaged, not to be read, or not what it should be in any other way: the capture itself has everything.
  }
  dropIndex(capturePath);
  return null;
}

/** Whether columns are read from an index. */
export function areIndexed({ heap }: AnalysisColumns): boolean {
  return 'indexPath' in heap.kindByNode;
}

/** For each openIndex() and keepIndex() that gave something, once nobody reads it any more. */
export function closeIndex(capturePath: string): void {
  closeIndexed(indexPathOf(capturePath));
}

/** Removes the capture's index. Who has it open can read on. */
export function dropIndex(capturePath: string): void {
  forgetIndexed(indexPathOf(capturePath));
  try {
    rmSync(indexPathOf(capturePath), { force: true });
  } catch {
    // It may not be removed: then it is found to be no good again.
  }
}

/** Writes the index, when the capture is worth one and its folder may be written to; what is in it then, as openIndex() gives it, else null. Errors: cancelled. */
export async function keepIndex(capturePath: string, kept: IndexedCapture, crew: Crew, context: WorkContext): Promise<IndexedCapture | null> {
  const stamp = stampCapture(capturePath);
  if (stamp.bytes < MIN_INDEXED_BYTES || !isWritable(dirname(capturePath))) return null;
  try {
    await crew.run('writeIndex', { indexPath: indexPathOf(capturePath), value: { stamp, ...kept } }, context);
    forgetIndexed(indexPathOf(capturePath)); // of the file that had the name before
    context.cancel.throwIfCancelled();
    return openIndex(capturePath);
  } catch (error) {
    // No room for it, or no right: the next opening takes as long as this one.
    if (!(error instanceof HeaplineError) || !['diskFull', 'fileNotWritable'].includes(error.code)) throw error;
    return null;
  }
}

function stampCapture(path: string): CaptureStamp {
  const stamp = stampFile(path);
  const hashes = [0, Math.max(0, stamp.bytes - HASHED_BYTES)].map((byteOffset) => checksumOf(readAt(path, byteOffset, HASHED_BYTES)));
  return { ...stamp, hashes };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The value with its columns: in memory where they were, else read by pages. */
function unpack(value: unknown, indexPath: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => unpack(item, indexPath));
  if ('$column' in value) return unpackColumn(value as ColumnName, indexPath);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item, indexPath)]));
}

function unpackColumn({ $column: name, type, length, inMemory }: ColumnName, indexPath: string): TypedColumn | IndexedRows {
  const file = openIndexed({ indexPath });
  assert(file.rowCount(name) === length, `column ${name} has ${length} rows`);
  return inMemory ? file.read(name, type as ColumnType) : { indexPath, name, type: type as ColumnType, length };
}

/** The same, when it has all columns of a finished analysis, with as many rows as views ask for. Throws whatever is wrong otherwise. */
function checked(kept: IndexedCapture): IndexedCapture {
  const { columns } = kept;
  openAnalysis(columns); // checks those of the heap
  const { classes } = columns;
  const { nodeCount, edgeCount } = columns.heap;
  const ofNodes = [columns.shallowBytesByNode, columns.classByNode, columns.distanceByNode, columns.dominatorByNode, columns.retainedBytesByNode];
  const ofClasses = [classes.keyByClass, classes.nameByClass, classes.nodeCountByClass, classes.selfBytesByClass, classes.locatedNodeByClass, columns.distanceByClass, columns.retainedBytesByClass];
  checkRows(ofNodes, nodeCount);
  if (columns.retainingLevelByNode) checkRows([columns.retainingLevelByNode], nodeCount); // can be made when it is asked for
  checkRows([columns.firstRetainerByNode, columns.firstDominatedByNode], nodeCount + 1);
  checkRows([columns.wordByRetainer], edgeCount);
  checkRows([columns.nodeByDominated], nodeCount - 1);
  checkRows(ofClasses, classes.classCount);
  return kept;
}

function checkRows(columns: readonly ({ readonly length: number } | undefined)[], rowCount: number): void {
  for (const column of columns) assert(column !== undefined && column.length >= rowCount, `each of these columns has ${rowCount} rows`);
}
