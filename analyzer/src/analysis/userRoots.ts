/** Where the user's objects begin: the root's targets that are not V8's own. Source: DevTools, isUserRoot. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { END_MASK } from '../model/edgeWords.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { NODE_KIND } from '../model/kindCodes.ts';

/** Targets of the root in file order, one for each edge: not synthetic, or the document trees of a browser. Empty in files with exposed internals. */
export function findUserRoots(graph: HeapGraph): NodeOrdinal[] {
  const { rootNode, firstEdgeByNode, wordByEdge, kindByNode, nameByNode, strings } = graph;
  const roots: NodeOrdinal[] = [];
  for (let edge = firstEdgeByNode[rootNode]!; edge < firstEdgeByNode[rootNode + 1]!; edge++) {
    const target = wordByEdge[edge]! & END_MASK;
    if (kindByNode[target] !== NODE_KIND.synthetic || strings.text(nameByNode.at(target)) === DOCUMENT_TREES) roots.push(target);
  }
  return roots;
}

export const DOCUMENT_TREES = '(Document DOM trees)';
