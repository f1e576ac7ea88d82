/** Two captures of one process side by side, with their columns in memory for as long as it takes. */
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { Bitset } from '../base/bitset.ts';
import type { CancelSignal } from '../base/cancel.ts';
import type { ClassColumn, Classification } from '../analysis/classify.ts';
import { classifyAs, diffHeaps, type HeapDiff } from '../analysis/diff.ts';
import type { ConstructorColumns } from '../analysis/heapAnalysis.ts';
import { sharesIdentity } from '../analysis/identity.ts';
import { orderById, type IdOrder } from '../analysis/nodeIds.ts';
import { markSurvivors } from '../analysis/suspects/survivors.ts';
import { loadColumn } from '../columnFile/pagedColumn.ts';
import { openHeapGraph } from '../model/openHeap.ts';

export interface CaptureComparison {
  /** Between the first and the last capture. */
  readonly diff: HeapDiff;
  /** Equal ids mean equal objects, from each capture to the next. */
  readonly canFollow: boolean;
  /** One bit a node of the last capture: it was there in the first. */
  readonly survivors: Bitset;
}

/** What is found of each capture on its own, on as many threads as there are. */
export interface ComparisonParts {
  /** Of the first and of the last capture. */
  readonly orders: readonly [IdOrder, IdOrder];
  /** The first one's classes with the last one's names. */
  readonly baseClasses: Classification;
}

/** Nodes by their ids. O(nodes). */
export function orderOf({ heap }: ConstructorColumns): IdOrder {
  return orderById(openHeapGraph(heap));
}

/** See classifyAs(). O(nodes). */
export function classesOf({ heap, detachednessByNode }: ConstructorColumns, interfaces: ConstructorColumns['interfaces'], cancel: CancelSignal): Classification {
  return classifyAs(openHeapGraph(heap), detachednessByNode && (loadColumn(detachednessByNode) as Uint8Array), interfaces, cancel);
}

/** `captures`: oldest first, at least two. O(nodes). */
export function compareCaptures(captures: readonly ConstructorColumns[], { orders: [before, after], baseClasses }: ComparisonParts, cancel: CancelSignal): CaptureComparison {
  const graphs = captures.map(({ heap }) => openHeapGraph(heap));
  const canFollow = graphs.every((graph, index) => index === 0 || sharesIdentity(graphs[index - 1]!, graph, index === 1 ? before : orderById(graphs[index - 1]!)));
  cancel.throwIfCancelled();
  const [base, target] = [captures[0]!, captures.at(-1)!];
  const diff = diffHeaps(
    { order: before, shallowBytesByNode: loadColumn(base.shallowBytesByNode) as BytesColumn, classByNode: baseClasses.classByNode, classes: baseClasses },
    { order: after, shallowBytesByNode: loadColumn(target.shallowBytesByNode) as BytesColumn, classByNode: loadColumn(target.classByNode) as ClassColumn, classes: target.classes },
    cancel,
  );
  return { diff, canFollow, survivors: markSurvivors(before, after, cancel) };
}
