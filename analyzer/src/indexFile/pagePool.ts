/** A bounded number of pages in memory, shared by all columns of a file. */
import { PAGE_BYTES } from './layout.ts';

export interface PagePool {
  /** All slots, one after the other. Slot n has the bytes from n * PAGE_BYTES on. */
  readonly memory: ArrayBuffer;
  /** The slot that holds the page now; the next call may put another page there. Errors: those of `load`. */
  slotOf(page: number): number;
}

const NO_PAGE = -1;
const NO_SLOT = -1;

/**
 * `load(page, target)` fills a slot. Which page has to go is decided as a clock does: the hand passes over pages that were asked for since
 * it last came by, which keeps nearly what least-recently-used keeps and costs one store a hit. Extra memory 4 bytes a page of the file.
 */
export function createPagePool(pageCount: number, slotCount: number, load: (page: number, target: Uint8Array) => void): PagePool {
  const memory = new ArrayBuffer(slotCount * PAGE_BYTES);
  const slotByPage = new Int32Array(pageCount).fill(NO_SLOT);
  const pageBySlot = new Int32Array(slotCount).fill(NO_PAGE);
  const wasAskedBySlot = new Uint8Array(slotCount);
  let hand = 0;

  const freeSlot = (): number => {
    while (wasAskedBySlot[hand] === 1) {
      wasAskedBySlot[hand] = 0;
      hand = (hand + 1) % slotCount;
    }
    const slot = hand;
    hand = (hand + 1) % slotCount;
    const page = pageBySlot[slot]!;
    if (page !== NO_PAGE) slotByPage[page] = NO_SLOT;
    pageBySlot[slot] = NO_PAGE;
    return slot;
  };
  const loadPage = (page: number): number => {
    const slot = freeSlot();
    load(page, new Uint8Array(memory, slot * PAGE_BYTES, PAGE_BYTES));
    slotByPage[page] = slot;
    pageBySlot[slot] = page;
    return slot;
  };
  return {
    memory,
    slotOf(page) {
      const slot = slotByPage[page]!;
      if (slot === NO_SLOT) return loadPage(page);
      wasAskedBySlot[slot] = 1;
      return slot;
    },
  };
}
