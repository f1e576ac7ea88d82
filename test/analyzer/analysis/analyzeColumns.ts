/** The whole analysis of a heap on this thread, pass by pass: what the session's plan spreads over threads. */
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import type { WorkContext } from '../../../analyzer/src/base/workContext.ts';
import { openAnalysis, type ConstructorColumns, type HeapAnalysis } from '../../../analyzer/src/analysis/heapAnalysis.ts';
import { TASKS } from '../../../analyzer/src/crew/tasks.ts';
import type { HeapColumns } from '../../../analyzer/src/model/heapGraph.ts';

export interface WholeAnalysis {
  readonly analysis: HeapAnalysis;
  readonly columns: ConstructorColumns;
}

export function analyzeColumns(heap: HeapColumns, context: WorkContext = { cancel: NEVER_CANCELLED, report: NO_PROGRESS }): WholeAnalysis {
  const scratch = null;
  const { totalBytes, ...sizes } = TASKS.shallowSizes({ heap }, context);
  const { classification, interfaces } = TASKS.classify({ heap }, context);
  const table = TASKS.classTable({ classification, ...sizes }, context);
  const { classByNode, shallowBytesByNode, classes: { classCount } } = table;
  const columns = { heap, ...table, interfaces, totalBytes };
  const pairs = TASKS.weakMapPairs({ heap }, context);
  const { numbering: reached, retaining } = TASKS.numbering({ heap, pairs }, context);
  const distanceByNode = TASKS.distances({ heap, pairs }, context);
  const distances = TASKS.nearest({ distanceByNode, shallowBytesByNode, classByNode, classCount, scratch }, context);
  const retainers = TASKS.retainers({ heap, pairs }, context);
  const numbering = TASKS.completeNumbering({ heap, retaining, retainers, numbering: reached }, context);
  const tree = TASKS.dominators({ retaining, retainers, numbering }, context);
  const retained = TASKS.retainedSizes({ tree, classByNode, classCount, shallowBytesByNode, scratch }, context);
  const dominated = TASKS.dominated({ tree, scratch }, context);
  return { analysis: openAnalysis({ ...columns, ...retainers, retaining, ...distances, ...retained, ...dominated }) as HeapAnalysis, columns };
}
