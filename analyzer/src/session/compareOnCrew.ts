/** A comparison of captures, on as many threads as there are. */
import { allDone } from '../base/allDone.ts';
import type { WorkContext } from '../base/workContext.ts';
import type { ConstructorColumns } from '../analysis/heapAnalysis.ts';
import type { CaptureComparison } from '../crew/compareCaptures.ts';
import type { Crew } from '../crew/crew.ts';

/** `captures`: oldest first, at least two. Errors: cancelled, outOfMemory. */
export async function compareOnCrew(crew: Crew, captures: readonly ConstructorColumns[], context: WorkContext): Promise<CaptureComparison> {
  const [base, target] = [captures[0]!, captures.at(-1)!];
  // What takes longest first.
  const [baseClasses, before, after] = await allDone([
    crew.run('classesOf', { capture: base, interfaces: target.interfaces }, context),
    crew.run('orderOf', { capture: base }, context),
    crew.run('orderOf', { capture: target }, context),
  ]);
  return crew.run('compare', { captures, orders: [before, after], baseClasses }, context);
}
