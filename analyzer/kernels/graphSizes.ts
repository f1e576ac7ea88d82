/** Retained sizes, and the dominator tree top down; see analyzer/src/analysis/retainedSizes.ts and classTable.ts. */
import { at, put } from './graphMemory.ts';

/** Stands for the class of a node of size 0, which does not count. */
const NO_CLASS: u32 = 0xffffffff;

/**
 * From the number `high` down to `low`: adds to what hangs on a number, which is complete, its own, and all of it to what hangs on its dominator.
 * Leaves the class by number. `classBytes`: 2 or 4, of a class in its column.
 */
export function sumSubtrees(
  high: u32, low: u32, dominatorByNumber: usize, nodeByNumber: usize, shallowBytesByNode: usize, classByNode: usize, classBytes: u32,
  bytesByNumber: usize, countByNumber: usize, classByNumber: usize,
): void {
  for (let number = high; number >= low; number--) {
    const node = at(nodeByNumber, number);
    const dominator = at(dominatorByNumber, number); // the root's is row 0, which nobody looks at
    const own = at(shallowBytesByNode, node);
    const nodeClass = classBytes === 2 ? <u32>load<u16>(classByNode + ((<usize>node) << 1)) : at(classByNode, node);
    put(classByNumber, number, own === 0 ? NO_CLASS : nodeClass);
    const bytes = at(bytesByNumber, number) + own;
    const count = at(countByNumber, number) + 1;
    put(bytesByNumber, number, bytes);
    put(countByNumber, number, count);
    put(bytesByNumber, dominator, at(bytesByNumber, dominator) + bytes);
    put(countByNumber, dominator, at(countByNumber, dominator) + count);
  }
}

/**
 * Gives the numbers first … end - 1 their places in the dominator tree's preorder: the next free ones of their dominators. Classes by number turn into
 * next places; a row of `members` is the number and the class at a place.
 */
export function placeMembers(first: u32, end: u32, dominatorByNumber: usize, countByNumber: usize, nextPlaceByNumber: usize, members: usize): void {
  for (let number = first; number < end; number++) {
    const dominator = at(dominatorByNumber, number);
    const place = number === 1 ? 0 : at(nextPlaceByNumber, dominator);
    if (number > 1) put(nextPlaceByNumber, dominator, place + at(countByNumber, number));
    const member = members + ((<usize>place) << 3);
    store<u32>(member, number);
    store<u32>(member, at(nextPlaceByNumber, number), 4);
    put(nextPlaceByNumber, number, place + 1);
  }
}

/** Sums up by class what its members at the places first … end - 1 retain, but for those that another member of the class dominates. */
export function sumClasses(first: u32, end: u32, members: usize, countByNumber: usize, bytesByNumber: usize, coveredUpTo: usize, retainedBytesByClass: usize): void {
  for (let place = first; place < end; place++) {
    const member = members + ((<usize>place) << 3);
    const memberClass = load<u32>(member, 4);
    if (memberClass === NO_CLASS || place < at(coveredUpTo, memberClass)) continue;
    const number = load<u32>(member);
    put(coveredUpTo, memberClass, place + at(countByNumber, number));
    const sum = retainedBytesByClass + ((<usize>memberClass) << 3);
    store<f64>(sum, load<f64>(sum) + <f64>at(bytesByNumber, number));
  }
}

/** Turns a column by number into one by node, for the numbers first … end - 1. */
export function spreadByNode(first: u32, end: u32, nodeByNumber: usize, byNumber: usize, byNode: usize): void {
  for (let number = first; number < end; number++) put(byNode, at(nodeByNumber, number), at(byNumber, number));
}

/** Dominators by node of the numbers first … end - 1, without the root, and how many nodes each node dominates, one row behind it. */
export function spreadDominators(first: u32, end: u32, dominatorByNumber: usize, nodeByNumber: usize, dominatorByNode: usize, countByNode: usize): void {
  for (let number = first; number < end; number++) {
    const dominator = at(nodeByNumber, at(dominatorByNumber, number));
    put(dominatorByNode, at(nodeByNumber, number), dominator);
    put(countByNode, dominator + 1, at(countByNode, dominator + 1) + 1);
  }
}

/** Puts the nodes first … end - 1, but for the root, into the rows of their dominators, and moves those on: they stand one row behind. */
export function placeDominated(first: u32, end: u32, rootNode: u32, dominatorByNode: usize, nextRowByNode: usize, nodeByDominated: usize): void {
  for (let node = first; node < end; node++) {
    if (node === rootNode) continue;
    const dominator = at(dominatorByNode, node);
    const row = at(nextRowByNode, dominator + 1);
    put(nextRowByNode, dominator + 1, row + 1);
    put(nodeByDominated, row, node);
  }
}
