/** Semidominators and dominators; see analyzer/src/analysis/dominators.ts. */
import { at, END_MASK, hasBit, KIND_SHIFT, put, SHORTCUT, TABLE_EDGE, WEAK } from './graphMemory.ts';

// A link of the forest: ancestor and label of a vertex side by side, which are asked for together.

// @ts-ignore: a decorator of AssemblyScript
@inline
function ancestorOf(links: usize, vertex: u32): u32 {
  return load<u32>(links + ((<usize>vertex) << 3));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function labelOf(links: usize, vertex: u32): u32 {
  return load<u32>(links + ((<usize>vertex) << 3), 4);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function link(links: usize, vertex: u32, ancestor: u32, label: u32): void {
  store<u64>(links + ((<usize>vertex) << 3), (<u64>ancestor) | ((<u64>label) << 32));
}

/** The forest before anything is processed, for the numbers from `first` on, up to `end`. */
export function startForest(first: u32, end: u32, parentByNumber: usize, links: usize): void {
  for (let number = first; number < end; number++) link(links, number, at(parentByNumber, number), number);
}

/** Numbers that are processed together: the processor waits once for rows of memory that lie anywhere. */
const BLOCK: u32 = 128;

/** Semidominators of the numbers from `high` down to `low`. `block`: room for three rows of BLOCK words. */
export function findSemidominators(
  high: u32, low: u32, rootNode: u32, pageObjects: usize, firstRetainerByNode: usize, wordByRetainer: usize, numberByNode: usize, nodeByNumber: usize, parentByNumber: usize,
  links: usize, semi: usize, firstIsland: u32, trunkFirst: u32, trunkEnd: u32, exposed: usize, block: usize,
): void {
  const starts = block;
  const ends = block + (BLOCK << 2);
  const touched = block + (BLOCK << 3);
  for (let top = high; top >= low; top -= min(BLOCK, top - low + 1)) {
    const count = min(BLOCK, top - low + 1);
    for (let row: u32 = 0; row < count; row++) {
      const node = at(nodeByNumber, top - row);
      put(starts, row, at(firstRetainerByNode, node));
      put(ends, row, at(firstRetainerByNode, node + 1));
    }
    for (let row: u32 = 0; row < count; row++) put(touched, row, at(wordByRetainer, at(starts, row)));
    for (let row: u32 = 0; row < count; row++) {
      const number = top - row;
      let smallest = number >= firstIsland ? number : at(parentByNumber, number);
      const floor: u32 = number > trunkFirst && number < trunkEnd && !hasBit(exposed, number) ? trunkFirst : 1;
      let place = at(starts, row);
      const isSettled = smallest <= floor || (at(ends, row) === place + 1 && number < firstIsland); // a single retainer is the parent
      const end = isSettled ? place : at(ends, row);
      if (place < end) {
        const node = at(nodeByNumber, number);
        for (; place < end; place++) {
          const word = at(wordByRetainer, place);
          const source = word & END_MASK;
          const kind = word >>> KIND_SHIFT;
          if (kind === WEAK || kind === TABLE_EDGE || (kind === SHORTCUT && source !== rootNode)) continue;
          const vertex = at(numberByNode, source); // of an edge to oneself: not below the smallest
          const candidate = vertex <= number ? vertex : ancestorOf(links, vertex) <= number ? labelOf(links, vertex) : shorten(links, vertex, number);
          if (candidate >= smallest) continue;
          // The rest of the retaining rule, which few are asked.
          if (source !== rootNode && hasBit(pageObjects, node) && !hasBit(pageObjects, source)) continue;
          smallest = candidate;
          if (smallest <= floor) break;
        }
      }
      put(semi, number, smallest);
      store<u32>(links + ((<usize>number) << 3), smallest, 4);
    }
  }
}

/**
 * The smallest semidominator on the way from a processed `vertex`, whose ancestor is processed too, up to but not including the first
 * that is not, which is at most `unprocessed`. The way is shortened as it is walked: up, where each vertex remembers the one below it in
 * place of its ancestor, and down again.
 */
function shorten(links: usize, vertex: u32, unprocessed: u32): u32 {
  let below: u32 = 0; // no vertex
  let top = vertex;
  let next = ancestorOf(links, top);
  do {
    store<u32>(links + ((<usize>top) << 3), below);
    below = top;
    top = next;
    next = ancestorOf(links, top);
  } while (next > unprocessed);
  let best = labelOf(links, top);
  while (below !== 0) {
    const current = below;
    below = ancestorOf(links, current);
    best = min(best, labelOf(links, current));
    link(links, current, next, best);
  }
  return best;
}

/** Makes of parents the dominators of the numbers from `first` on, up to `end`: the nearest common ancestors of parent and semidominator. */
export function climb(first: u32, end: u32, firstIsland: u32, semi: usize, dominatorByNumber: usize): void {
  for (let number = first; number < end; number++) {
    const limit: u32 = number >= firstIsland ? 1 : at(semi, number);
    let candidate = at(dominatorByNumber, number);
    while (candidate > limit) candidate = at(dominatorByNumber, candidate);
    put(dominatorByNumber, number, candidate);
  }
}
