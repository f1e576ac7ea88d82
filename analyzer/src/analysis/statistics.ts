/** Bytes by kind of object: DevTools' Statistics page. Source: DevTools, calculateStatistics. */
import type { Bytes } from '../../protocol/units.ts';
import { edgeKind, edgeTarget } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import type { ReferenceStage } from './heapAnalysis.ts';
import { isRenamed, namesEqual } from './nodeNames.ts';

export interface HeapStatistics {
  readonly totalBytes: Bytes;
  /** All natives, and what the header reports outside the graph. */
  readonly nativeBytes: Bytes;
  /** Part of nativeBytes. */
  readonly typedArrayBytes: Bytes;
  /** Total minus native. The four below are parts of it. */
  readonly v8HeapBytes: Bytes;
  readonly codeBytes: Bytes;
  readonly stringBytes: Bytes;
  readonly jsArrayBytes: Bytes;
  readonly systemBytes: Bytes;
}

/** O(nodes + edges of arrays). */
export function computeStatistics(analysis: ReferenceStage): HeapStatistics {
  const { graph, shallowBytesByNode, totalBytes, detachednessByNode } = analysis;
  const { kindByNode, nameByNode } = graph;
  const bufferData = namesEqual(graph, 'system / JSArrayBufferData');
  const arrayNames = namesEqual(graph, 'Array');
  const sizeOfArray = arraySizer(analysis);
  let nativeBytes = graph.extraNativeBytes;
  let typedArrayBytes = 0;
  let codeBytes = 0;
  let stringBytes = 0;
  let jsArrayBytes = 0;
  let systemBytes = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const bytes = shallowBytesByNode.at(node);
    switch (kindByNode.at(node)) {
      case NODE_KIND.hidden:
        systemBytes += bytes;
        break;
      case NODE_KIND.native:
        nativeBytes += bytes;
        if (bufferData.has(nameByNode.at(node)) && !isRenamed(graph, detachednessByNode, node)) typedArrayBytes += bytes;
        break;
      case NODE_KIND.code:
        codeBytes += bytes;
        break;
      case NODE_KIND.string:
      case NODE_KIND['concatenated string']:
      case NODE_KIND['sliced string']:
        stringBytes += bytes;
        break;
      default:
        if (arrayNames.has(nameByNode.at(node))) jsArrayBytes += sizeOfArray(node);
    }
  }
  return { totalBytes, nativeBytes, typedArrayBytes, v8HeapBytes: totalBytes - nativeBytes, codeBytes, stringBytes, jsArrayBytes, systemBytes };
}

/** An array's size with its elements, when nobody else holds those. */
function arraySizer({ graph, shallowBytesByNode, retainers }: ReferenceStage): (node: number) => Bytes {
  const { firstEdgeByNode, nameOrIndexByEdge } = graph;
  const elements = namesEqual(graph, 'elements');
  return (node) => {
    const own = shallowBytesByNode.at(node);
    for (let edge = firstEdgeByNode.at(node); edge < firstEdgeByNode.at(node + 1); edge++) {
      if (edgeKind(graph, edge) !== EDGE_KIND.internal || !elements.has(nameOrIndexByEdge.at(edge))) continue;
      const target = edgeTarget(graph, edge);
      const isOnly = retainers.firstRetainerByNode.at(target + 1) - retainers.firstRetainerByNode.at(target) === 1;
      return isOnly ? own + shallowBytesByNode.at(target) : own;
    }
    return own;
  };
}
