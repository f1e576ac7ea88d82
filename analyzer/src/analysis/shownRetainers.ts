/** The retainers of an object as DevTools' Retainers pane lists them: all incoming edges but weak and invisible ones and those from the root. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { EDGE_KIND } from '../model/kindCodes.ts';
import { createColumn, trimmed, withRoom } from '../base/growableColumn.ts';
import { sortByUint32 } from '../base/radixSort.ts';
import { END_MASK, KIND_SHIFT } from '../model/edgeWords.ts';
import type { ReferenceStage } from './heapAnalysis.ts';
import { visitHolders } from './retainerRows.ts';

/** Places in the retainer columns, the nearest holder first, equally near ones in order of edges. O(retainers), 12 bytes each. */
export function shownRetainers(analysis: ReferenceStage, node: NodeOrdinal): Uint32Array {
  const first = analysis.retainers.firstRetainerByNode.at(node);
  let distances: Uint32Array = createColumn(Uint32Array, 0);
  let places: Uint32Array = createColumn(Uint32Array, 0);
  let count = 0;
  visitShown(analysis, node, (chunkPlaces, chunkDistances, chunkCount) => {
    distances = withRoom(distances, count + chunkCount);
    places = withRoom(places, count + chunkCount);
    distances.set(chunkDistances.subarray(0, chunkCount), count);
    for (let row = 0; row < chunkCount; row++) places[count++] = chunkPlaces[row]! - first;
  });
  const rows = createColumn(Uint32Array, count);
  for (let row = 0; row < count; row++) rows[row] = row;
  const shown = trimmed(places, count);
  const order = distanceOrder(rows, distances);
  return order.map((row) => first + shown[row]!);
}

/** Rows by ascending distance; what no path reaches is negative, and comes first as in DevTools. */
function distanceOrder(rows: Uint32Array, distances: Uint32Array): Uint32Array {
  const keys = createColumn(Uint32Array, rows.length);
  for (const row of rows) keys[row] = (distances[row]! ^ SIGN_BIT) >>> 0;
  return sortByUint32(rows, keys);
}

const SIGN_BIT = 0x80000000;

/** The first of them, without a list of all: V8's hubs (the map of all maps, `undefined`) have millions. */
export interface NearestRetainers {
  /** How many there are. */
  readonly total: number;
  /** At most as many as were asked for. */
  readonly places: Uint32Array;
}

/** The `wanted` first of shownRetainers(). O(retainers) time, O(wanted) memory. */
export function nearestRetainers(analysis: ReferenceStage, node: NodeOrdinal, wanted: number): NearestRetainers {
  const kept: { place: number; distance: number }[] = [];
  let total = 0;
  /** Nobody as far as this comes among the first any more: later places lose against earlier ones. */
  let limit = Infinity;
  const cut = (): void => {
    kept.sort((a, b) => a.distance - b.distance || a.place - b.place);
    kept.length = Math.min(kept.length, wanted);
    if (kept.length === wanted) limit = kept.at(-1)!.distance;
  };
  visitShown(analysis, node, (places, distances, count) => {
    total += count;
    for (let row = 0; row < count; row++) {
      if (distances[row]! >= limit) continue;
      kept.push({ place: places[row]!, distance: distances[row]! });
      if (kept.length >= 2 * wanted) cut();
    }
  });
  cut();
  return { total, places: Uint32Array.from(kept, ({ place }) => place) };
}

/** Calls back for chunks of shown retainers: their places and distances, and how many there are in these columns, which are used again for the next. */
function visitShown({ graph: { rootNode }, retainers, distanceByNode }: ReferenceStage, node: NodeOrdinal, visit: (places: Float64Array, distances: Int32Array, count: number) => void): void {
  const { weak, invisible } = EDGE_KIND;
  let places = new Float64Array(0);
  visitHolders(retainers, distanceByNode, node, ({ firstPlace, words, values: distances }) => {
    if (places.length < words.length) places = new Float64Array(words.length);
    let count = 0;
    for (let row = 0; row < words.length; row++) {
      const word = words[row]!;
      const kind = word >>> KIND_SHIFT;
      if (kind === weak || kind === invisible || (word & END_MASK) === rootNode) continue;
      places[count] = firstPlace + row;
      distances[count++] = distances[row]!;
    }
    visit(places, distances, count);
    return false;
  });
}
