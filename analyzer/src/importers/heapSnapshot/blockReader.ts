/** The frame around every section of records: the opening bracket, then blocks of records until the array ends. */
import type { CancelSignal } from '../../base/cancel.ts';
import { COMMA, expect, NEWLINE, OPEN_BRACKET, type ByteWindow } from './byteWindow.ts';
import { BLOCK_RECORDS, createRecordBlock, readRecords, type RecordBlock } from './numberRecords.ts';
import type { Section } from './section.ts';

export interface BlockUser {
  /**
   * Stores and consumes records of the window that are as V8 writes them, up to a whole block or the first that has anything unusual. `start`:
   * position of the comma before the first record, or of what stands in its place. Answers how many. Absent: all go through take().
   */
  readonly takeUsual?: ((window: ByteWindow, start: number) => number) | null;
  /** Stores a block of at least one record. The block is filled anew afterwards. */
  take(block: RecordBlock, window: ByteWindow): void;
  /** The array has ended; its closing bracket is the byte before the window's position. */
  end?(window: ByteWindow): void;
}

/**
 * The read() of a section of records with `fieldCount` numbers each. `isContinued`: the input begins with the comma before a record.
 * What takeUsual() leaves of a block is read as if all of it had been: blocks have the same records either way, and so the same errors.
 */
export function createBlockReader(fieldCount: number, cancel: CancelSignal, user: BlockUser, { isContinued = false } = {}): Section['read'] {
  const block = createRecordBlock(fieldCount);
  if (isContinued) block.first = false;
  let opened = isContinued;
  return (window) => {
    opened ||= expect(window, OPEN_BRACKET);
    if (!opened) return false;
    for (;;) {
      cancel.throwIfCancelled();
      const usualCount = user.takeUsual ? takeUsual(window, block, user.takeUsual) : 0;
      if (usualCount === BLOCK_RECORDS) continue;
      block.limit = BLOCK_RECORDS - usualCount;
      readRecords(window, block);
      if (block.count > 0) user.take(block, window);
      if (block.ended) {
        user.end?.(window);
        return true;
      }
      if (block.count === 0) return false;
    }
  };
}

function takeUsual(window: ByteWindow, block: RecordBlock, take: NonNullable<BlockUser['takeUsual']>): number {
  const { bytes, position } = window;
  const start = block.first ? position - 1 : bytes[position] === NEWLINE ? position + 1 : position;
  if (!block.first && bytes[start] !== COMMA) return 0;
  const count = take(window, start);
  if (count > 0) block.first = false;
  return count;
}
