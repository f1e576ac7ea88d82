/**
 * Heapline's comparison of two captures that are open: the time of the session's answer to the Comparison page's first question.
 * Arguments: the newer snapshot, a path that stays unused, the older snapshot.
 */
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { createHeapSession } from '../../../analyzer/src/session/heapSession.ts';
import { finish } from './answer.ts';
import { ownCost } from './ownCost.ts';

const [newer, , older] = process.argv.slice(2) as [string, string, string];
const context = { cancel: NEVER_CANCELLED, report() {} };

async function main(): Promise<void> {
  const session = createHeapSession({ budgetBytes: Infinity });
  const base = await Promise.resolve(session['heap/open']({ path: older }, context));
  const target = await Promise.resolve(session['heap/open']({ path: newer }, context));
  const startMs = performance.now();
  await Promise.resolve(session['diff/classes']({ base: base.handle, target: target.handle, offset: 0, limit: 1000 }, context));
  const comparisonMs = performance.now() - startMs;
  finish({ ...ownCost(), comparisonMs, nodeCount: base.nodeCount + target.nodeCount });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
