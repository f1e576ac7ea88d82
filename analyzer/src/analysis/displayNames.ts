/** The name that a view shows for one object. Source: DevTools, JSHeapSnapshotNode.name(). */
import type { NodeOrdinal } from '../../protocol/units.ts';
import { edgeKind, edgeTarget, type HeapView } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import type { ConstructorStage } from './heapAnalysis.ts';
import { formatPropertyName } from './interfaces.ts';
import { rawName } from './nodeNames.ts';

const MAX_STRING_LENGTH = 1024;
const MAX_OBJECT_LENGTH = 100;

/**
 * Concatenated strings are put together, up to about 1024 characters; plain objects show their property names from both ends;
 * everything else has its own name. Cost: one decode, for those two a few dozen.
 */
export function displayName({ graph, detachednessByNode }: ConstructorStage, node: NodeOrdinal): string {
  if (graph.kindByNode.at(node) === NODE_KIND['concatenated string']) return concatenatedText(graph, node);
  const name = rawName(graph, detachednessByNode, node);
  return graph.kindByNode.at(node) === NODE_KIND.object && name === 'Object' ? plainObjectName(graph, node) : name;
}

function concatenatedText(graph: HeapView, start: NodeOrdinal): string {
  const { kindByNode, nameByNode, firstEdgeByNode, nameOrIndexByEdge, strings } = graph;
  const stack: NodeOrdinal[] = [start];
  let text = '';
  while (stack.length > 0 && text.length < MAX_STRING_LENGTH) {
    const node = stack.pop()!;
    if (kindByNode.at(node) !== NODE_KIND['concatenated string']) {
      text += strings.text(nameByNode.at(node));
      continue;
    }
    let first = -1;
    let second = -1;
    for (let edge = firstEdgeByNode.at(node); edge < firstEdgeByNode.at(node + 1) && (first < 0 || second < 0); edge++) {
      if (edgeKind(graph, edge) !== EDGE_KIND.internal) continue;
      const name = strings.text(nameOrIndexByEdge.at(edge));
      if (name === 'first') first = edgeTarget(graph, edge);
      else if (name === 'second') second = edgeTarget(graph, edge);
    }
    if (second >= 0) stack.push(second);
    if (first >= 0) stack.push(first);
  }
  return text;
}

/** `{first, last, second, …}`: names from both ends by turns, as many as fit, at least one. */
function plainObjectName(graph: HeapView, node: NodeOrdinal): string {
  const { firstEdgeByNode, nameOrIndexByEdge, strings } = graph;
  const front: string[] = [];
  const back: string[] = [];
  let low = firstEdgeByNode.at(node);
  let high = firstEdgeByNode.at(node + 1) - 1;
  let length = 2;
  while (low <= high) {
    const fromBack = back.length < front.length;
    const edge = fromBack ? high : low;
    const name = edgeKind(graph, edge) === EDGE_KIND.property ? strings.text(nameOrIndexByEdge.at(edge)) : '__proto__';
    const formatted = formatPropertyName(name);
    if (name !== '__proto__') {
      if (front.length > 0 && length + formatted.length > MAX_OBJECT_LENGTH) break;
      const list = fromBack ? back : front;
      length += formatted.length + (list.length > 0 ? 2 : 0);
      list.push(formatted);
    }
    if (fromBack) high--;
    else low++;
  }
  return `{${[...front, ...(low <= high ? ['…'] : []), ...back.reverse()].join(', ')}}`;
}
