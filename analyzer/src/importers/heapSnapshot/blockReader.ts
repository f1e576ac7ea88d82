/** The frame around every section of records: the opening bracket, then blocks of records until the array ends. */
import type { CancelSignal } from '../../base/cancel.ts';
import { expect, OPEN_BRACKET, type ByteWindow } from './byteWindow.ts';
import { createRecordBlock, readRecords, type RecordBlock } from './numberRecords.ts';
import type { Section } from './section.ts';

export interface BlockUser {
  /** Stores a block of at least one record. The block is filled anew afterwards. */
  take(block: RecordBlock, window: ByteWindow): void;
  /** The array has ended; its closing bracket is the byte before the window's position. */
  end?(window: ByteWindow): void;
}

/** The read() of a section of records with `fieldCount` numbers each. `isContinued`: the input begins with the comma before a record. */
export function createBlockReader(fieldCount: number, cancel: CancelSignal, user: BlockUser, { isContinued = false } = {}): Section['read'] {
  const block = createRecordBlock(fieldCount);
  if (isContinued) block.first = false;
  let opened = isContinued;
  return (window) => {
    opened ||= expect(window, OPEN_BRACKET);
    if (!opened) return false;
    do {
      cancel.throwIfCancelled();
      readRecords(window, block);
      if (block.count > 0) user.take(block, window);
      if (block.ended) {
        user.end?.(window);
        return true;
      }
    } while (block.count > 0);
    return false;
  };
}
