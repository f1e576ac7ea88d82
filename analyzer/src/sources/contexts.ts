/** Contexts, V8's objects for captured variables, and the closures that were made in them. */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { edgeName } from '../analysis/edgeNames.ts';
import type { PartialAnalysis } from '../analysis/heapAnalysis.ts';
import { retainerEdge, retainerKind, retainerSource } from '../analysis/retainerRows.ts';
import type { HeapView } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';

/** Contexts looked at before giving up: a scope whose closures are all gone has nobody who tells its function. */
const MAX_CONTEXTS = 64;

/** V8 names them all alike; block contexts of newer versions carry a suffix. */
export function isContext(graph: HeapView, node: NodeOrdinal): boolean {
  return graph.kindByNode.at(node) === NODE_KIND.object && graph.strings.text(graph.nameByNode.at(node)).startsWith('system / Context');
}

/** A closure, and how many scopes further out than its own the context is. */
export interface ContextClosure {
  readonly closure: NodeOrdinal;
  readonly depth: number;
}

/** A closure that was made in the context, or in a scope inside of it; null when none is left. */
export function closureOfContext({ graph, retainers }: PartialAnalysis, context: NodeOrdinal): ContextClosure | null {
  if (!retainers || !isContext(graph, context)) return null; // who holds a context is known only from the second stage on
  const { firstRetainerByNode } = retainers;
  const queue: NodeOrdinal[] = [context];
  const depths: number[] = [0];
  for (let next = 0; next < queue.length && next < MAX_CONTEXTS; next++) {
    const inner: NodeOrdinal[] = [];
    for (let place = firstRetainerByNode.at(queue[next]!); place < firstRetainerByNode.at(queue[next]! + 1); place++) {
      if (retainerKind(retainers, place) !== EDGE_KIND.internal) continue;
      const source = retainerSource(retainers, place);
      const name = edgeName(graph, retainerEdge(graph, retainers, queue[next]!, place));
      if (name === 'context' && graph.kindByNode.at(source) === NODE_KIND.closure) return { closure: source, depth: depths[next]! };
      if (name === 'previous' && queue.length + inner.length < MAX_CONTEXTS && !queue.includes(source)) inner.push(source);
    }
    queue.push(...inner);
    depths.push(...inner.map(() => depths[next]! + 1));
  }
  return null;
}
