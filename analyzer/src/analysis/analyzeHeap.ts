/** Everything that views read, computed once, in order. Each step is a pure function of its own file. */
import type { CancelSignal } from '../base/cancel.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { HeapGraph } from '../model/heapGraph.ts';
import { buildClassTable } from './classTable.ts';
import { classifyNodes } from './classify.ts';
import { propagateDetachedness } from './detachedness.ts';
import { computeDistances } from './distances.ts';
import { computeDominators } from './dominators.ts';
import type { HeapAnalysis } from './heapAnalysis.ts';
import { inferInterfaces } from './interfaces.ts';
import { markPageObjects } from './pageObjects.ts';
import { findPlainObjectShapes } from './plainObjectShapes.ts';
import { computeRetainedSizes, indexDominated } from './retainedSizes.ts';
import { indexRetainers } from './retainers.ts';
import { markRetainingEdges } from './retainingEdges.ts';
import { computeShallowSizes } from './shallowSizes.ts';
import { findUserRoots } from './userRoots.ts';
import { findWeakMapPairs } from './weakMapPairs.ts';

/** Analyses a heap. Time and extra memory are linear in nodes and edges but for a logarithm in dominators. Errors: cancelled. */
export function analyzeHeap(graph: HeapGraph, cancel: CancelSignal, report: ReportProgress): HeapAnalysis {
  report('Finding retainers', 0);
  const detachednessByNode = propagateDetachedness(graph, cancel);
  const userRoots = findUserRoots(graph);
  const pairs = findWeakMapPairs(graph);
  const retainers = indexRetainers(graph, cancel);
  const retaining = markRetainingEdges(graph, markPageObjects(graph, cancel), pairs, cancel);
  report('Computing dominators', 0.25);
  const tree = computeDominators(graph, retaining, retainers, cancel);
  report('Computing sizes', 0.6);
  const shallowBytesByNode = computeShallowSizes(graph, detachednessByNode, userRoots.length > 0, cancel);
  const retainedBytesByNode = computeRetainedSizes(tree, shallowBytesByNode, cancel);
  const dominated = indexDominated(tree.dominatorByNode, cancel);
  report('Computing distances', 0.75);
  const distanceByNode = computeDistances(graph, userRoots, pairs, cancel);
  report('Grouping by constructor', 0.85);
  const shapes = findPlainObjectShapes(graph, cancel);
  const interfaces = inferInterfaces(graph, shapes);
  const classification = classifyNodes(graph, detachednessByNode, shapes, interfaces, cancel);
  const classes = buildClassTable(classification, { rootNode: graph.rootNode, shallowBytesByNode, retainedBytesByNode, distanceByNode, dominated }, cancel);
  report('Grouping by constructor', 1);
  return {
    graph,
    shallowBytesByNode,
    distanceByNode,
    dominatorByNode: tree.dominatorByNode,
    retainedBytesByNode,
    retainers,
    retaining,
    dominated,
    classes,
    interfaces,
    detachednessByNode,
    totalBytes: retainedBytesByNode[graph.rootNode]! + graph.extraNativeBytes,
  };
}
