/** From a sample object to what holds it and its like. */
import type { NodeOrdinal } from '../../../protocol/units.ts';
import type { CancelSignal } from '../../base/cancel.ts';
import type { GraphPath, HeapAnalysis } from '../heapAnalysis.ts';
import { shortestPathToRoot } from '../paths.ts';
import { isHelper } from './noise.ts';

export interface HeldPath {
  readonly path: GraphPath;
  /** Index in path.nodes of the holder. */
  readonly holderIndex: number;
}

/**
 * The sample's path, and where on it the holder stands: `holder` itself when the path passes it, else the first object that is no
 * helper and that `isHolder` accepts.
 */
export function pathThroughHolder(analysis: HeapAnalysis, sample: NodeOrdinal, holder: NodeOrdinal | null, isHolder: (node: NodeOrdinal) => boolean, cancel: CancelSignal): HeldPath {
  const path = shortestPathToRoot(analysis, sample, cancel);
  const known = holder === null ? -1 : path.nodes.indexOf(holder);
  if (known > 0) return { path, holderIndex: known };
  const first = path.nodes.findIndex((node, index) => index > 0 && !isHelper(analysis, node) && isHolder(node));
  return { path, holderIndex: first > 0 ? first : Math.min(1, path.nodes.length - 1) };
}
