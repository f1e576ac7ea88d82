/** Everything that views read, computed once, in order. Each step is a pure function of its own file. */
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { CancelSignal } from '../base/cancel.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { buildClassTable, nearestByClass, retainedByClass } from './classTable.ts';
import { classifyNodes } from './classify.ts';
import { numberFromRoot, numberUnreached } from './depthFirst.ts';
import { propagateDetachedness } from './detachedness.ts';
import { findDistanceExceptions } from './distanceExceptions.ts';
import { computeDistances } from './distances.ts';
import { computeDominators } from './dominators.ts';
import type { DominatedIndex, HeapAnalysis } from './heapAnalysis.ts';
import { inferInterfaces } from './interfaces.ts';
import { markPageObjects } from './pageObjects.ts';
import { findPlainObjectShapes } from './plainObjectShapes.ts';
import { computeRetainedSizes, indexDominated } from './retainedSizes.ts';
import { indexRetainers } from './retainers.ts';
import type { RetainingRule } from './retainingEdges.ts';
import { computeShallowSizes } from './shallowSizes.ts';
import { findUserRoots } from './userRoots.ts';
import { findWeakMapPairs } from './weakMapPairs.ts';

/** Analyses a heap. Time and extra memory are linear in nodes and edges but for a logarithm in dominators. Errors: cancelled. */
export function analyzeHeap(graph: HeapGraph, cancel: CancelSignal, report: ReportProgress): HeapAnalysis {
  report('Grouping by constructor', 0);
  const detachednessByNode = propagateDetachedness(graph, cancel);
  const userRoots = findUserRoots(graph);
  const shallowBytesByNode = computeShallowSizes(graph, detachednessByNode, userRoots.length > 0, cancel);
  const shapes = findPlainObjectShapes(graph, cancel);
  const interfaces = inferInterfaces(graph, shapes);
  const classification = classifyNodes(graph, detachednessByNode, shapes, interfaces, cancel);
  const classes = buildClassTable(classification, shallowBytesByNode, cancel);
  report('Finding retainers', 0.25);
  const pairs = findWeakMapPairs(graph, cancel);
  const exceptions = findDistanceExceptions(graph, cancel);
  const retainers = indexRetainers(graph, pairs, cancel);
  const distanceByNode = computeDistances(graph, userRoots, pairs, exceptions, cancel);
  const distanceByClass = nearestByClass(classes, shallowBytesByNode, distanceByNode, cancel);
  report('Computing dominators', 0.5);
  const retaining: RetainingRule = { rootNode: graph.rootNode, pageObjects: markPageObjects(graph, cancel), pairs };
  const numbering = numberUnreached(graph, retaining, retainers, numberFromRoot(graph, retaining, cancel), cancel);
  const tree = computeDominators(retaining, retainers, numbering, cancel);
  report('Computing retained sizes', 0.9);
  const retainedBytesByNode = computeRetainedSizes(tree, shallowBytesByNode, cancel);
  const retainedBytesByClass = retainedByClass(classes, shallowBytesByNode, retainedBytesByNode, tree, cancel);
  report('Computing retained sizes', 1);
  let dominated: DominatedIndex | null = null;
  return {
    graph,
    detachednessByNode,
    shallowBytesByNode,
    classes,
    interfaces,
    totalBytes: totalOf(shallowBytesByNode) + graph.extraNativeBytes,
    retainers,
    retaining,
    distanceByNode,
    distanceByClass,
    dominatorByNode: tree.dominatorByNode,
    retainedBytesByNode,
    retainedBytesByClass,
    dominated: () => (dominated ??= indexDominated(tree.dominatorByNode, cancel)),
  };
}

function totalOf(bytesByNode: BytesColumn): number {
  let total = 0;
  for (let node = 0; node < bytesByNode.length; node++) total += bytesByNode[node]!;
  return total;
}
