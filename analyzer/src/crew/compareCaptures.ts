/** Two captures of one process side by side, with their columns in memory for as long as it takes. */
import type { BytesColumn } from '../base/bytesColumn.ts';
import type { Bitset } from '../base/bitset.ts';
import type { CancelSignal } from '../base/cancel.ts';
import type { ClassColumn } from '../analysis/classify.ts';
import { diffHeaps, type DiffInput, type HeapDiff } from '../analysis/diff.ts';
import type { ConstructorColumns } from '../analysis/heapAnalysis.ts';
import { sharesIdentity } from '../analysis/identity.ts';
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

/** `captures`: oldest first, at least two. O(nodes). */
export function compareCaptures(captures: readonly ConstructorColumns[], cancel: CancelSignal): CaptureComparison {
  const graphs = captures.map(({ heap }) => openHeapGraph(heap));
  const canFollow = graphs.every((graph, index) => index === 0 || sharesIdentity(graphs[index - 1]!, graph, cancel));
  const [base, target] = [inputOf(captures[0]!), inputOf(captures.at(-1)!)];
  return { diff: diffHeaps(base, target, cancel), canFollow, survivors: markSurvivors(base.graph, target.graph, cancel) };
}

function inputOf({ heap, detachednessByNode, shallowBytesByNode, classByNode, classes, interfaces }: ConstructorColumns): DiffInput {
  return {
    graph: openHeapGraph(heap),
    detachednessByNode: detachednessByNode && (loadColumn(detachednessByNode) as Uint8Array),
    shallowBytesByNode: loadColumn(shallowBytesByNode) as BytesColumn,
    classByNode: loadColumn(classByNode) as ClassColumn,
    classes,
    interfaces,
  };
}
