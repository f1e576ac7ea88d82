/** A comparison of captures as the session makes it, at once and on this thread. */
import type { ConstructorColumns } from '../../analyzer/src/analysis/heapAnalysis.ts';
import { NEVER_CANCELLED } from '../../analyzer/src/base/cancel.ts';
import { classesOf, compareCaptures, orderOf, type CaptureComparison } from '../../analyzer/src/crew/compareCaptures.ts';

/** `captures`: oldest first, at least two. */
export function compareColumns(captures: readonly ConstructorColumns[]): CaptureComparison {
  const [base, target] = [captures[0]!, captures.at(-1)!];
  return compareCaptures(captures, { orders: [orderOf(base), orderOf(target)], baseClasses: classesOf(base, target.interfaces, NEVER_CANCELLED) }, NEVER_CANCELLED);
}
