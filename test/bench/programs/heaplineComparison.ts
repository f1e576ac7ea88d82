/**
 * Heapline's comparison of two captures that are open: the time of the session's answer to the Comparison page's first question.
 * Arguments: the newer snapshot, a path that stays unused, the older snapshot.
 */
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { crewBeside } from '../../../analyzer/src/session/crewBeside.ts';
import { createHeapSession } from '../../../analyzer/src/session/heapSession.ts';
import { finish } from './answer.ts';
import { ownCost } from './ownCost.ts';

const [newer, , older] = process.argv.slice(2) as [string, string, string];
const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };

async function main(): Promise<void> {
  const session = createHeapSession({ budgetBytes: Infinity, crew: crewBeside(__dirname), keepIndex: false });
  const base = await session['heap/open']({ path: older }, context);
  const target = await session['heap/open']({ path: newer }, context);
  for (const { handle } of [base, target]) await session['heap/wait']({ handle, stage: 'complete' }, context);
  const startMs = performance.now();
  await session['diff/classes']({ base: base.handle, target: target.handle, offset: 0, limit: 1000 }, context);
  const comparisonMs = performance.now() - startMs;
  finish({ ...ownCost(), comparisonMs, nodeCount: base.nodeCount + target.nodeCount });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
