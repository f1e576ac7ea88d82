/** The whole analysis of a heap on this thread, pass by pass: what the session's plan spreads over threads. */
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import type { WorkContext } from '../../../analyzer/src/base/workContext.ts';
import type { HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { indexDominated } from '../../../analyzer/src/analysis/retainedSizes.ts';
import { TASKS } from '../../../analyzer/src/crew/tasks.ts';
import type { HeapGraph } from '../../../analyzer/src/model/heapGraph.ts';

export function analyzeGraph(graph: HeapGraph, context: WorkContext = { cancel: NEVER_CANCELLED, report: NO_PROGRESS }): HeapAnalysis {
  const heap = graph.columns;
  const sizes = TASKS.shallowSizes({ heap }, context);
  const { shallowBytesByNode } = sizes;
  const { classification, interfaces, pairs } = TASKS.classify({ heap }, context);
  const classes = TASKS.classTable({ classification, shallowBytesByNode }, context);
  const numbered = TASKS.numbering({ heap, pairs }, context);
  const retainers = TASKS.retainers({ heap, pairs }, context);
  const distances = TASKS.distances({ heap, pairs, classes, shallowBytesByNode }, context);
  const dominators = TASKS.dominators({ heap, ...numbered, retainers, classes, shallowBytesByNode }, context);
  const dominated = indexDominated(dominators.dominatorByNode, context.cancel);
  return { graph, ...sizes, interfaces, classes, retaining: numbered.retaining, retainers, ...distances, ...dominators, dominated: () => dominated };
}
