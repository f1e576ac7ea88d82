/** How the graph kernels see columns: by the byte where they begin. Nothing here takes memory of its own; the beginning of the shared memory is not ours. */

/** Words of edges, as in analyzer/src/model/edgeWords.ts. */
export const END_MASK: u32 = 0x0fffffff;
export const KIND_SHIFT: u32 = 28;
/** Kinds of edges, as in analyzer/protocol/kinds.ts; the last is retainingEdges.ts' own. */
export const SHORTCUT: u32 = 5;
export const WEAK: u32 = 6;
export const TABLE_EDGE: u32 = 15;

/** Row of a column of 32 bits. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function at(column: usize, row: u32): u32 {
  return load<u32>(column + ((<usize>row) << 2));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
export function put(column: usize, row: u32, value: u32): void {
  store<u32>(column + ((<usize>row) << 2), value);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
export function hasBit(bits: usize, index: u32): bool {
  return ((at(bits, index >>> 5) >>> (index & 31)) & 1) !== 0;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
export function setBit(bits: usize, index: u32): void {
  put(bits, index >>> 5, at(bits, index >>> 5) | (1 << (index & 31)));
}

/** Row of an edge in the table of WeakMap entries, or -1: a binary search. */
export function weakMapRow(edgeByRow: usize, rowCount: i32, edge: u32): i32 {
  let low = 0;
  let high = rowCount - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = at(edgeByRow, middle);
    if (found === edge) return middle;
    if (found < edge) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export function isTableEdge(edgeByRow: usize, isTableByRow: usize, rowCount: i32, edge: u32): bool {
  const row = weakMapRow(edgeByRow, rowCount, edge);
  return row >= 0 && load<u8>(isTableByRow + row) === 1;
}
