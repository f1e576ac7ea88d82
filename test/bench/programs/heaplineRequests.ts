/**
 * How long Heapline's session takes for the retainers and the retaining path of an object: of objects from all over the heap, and of those
 * that V8's own roots hold (undefined, the first map, ...), which have the most retainers of all. All are asked for twice: at first, scripts
 * that a row lies in are read and parsed. Argument: the snapshot.
 */
import type { NodeOrdinal } from '../../../analyzer/protocol/units.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { crewBeside } from '../../../analyzer/src/session/crewBeside.ts';
import { createHeapSession } from '../../../analyzer/src/session/heapSession.ts';
import { finish } from './answer.ts';
import { ownCost } from './ownCost.ts';

const SPREAD_COUNT = 300;
const PER_ROOT = 40;

const context = { cancel: NEVER_CANCELLED, report: NO_PROGRESS };
const session = createHeapSession({ budgetBytes: Infinity, crew: crewBeside(__dirname), keepIndex: false });

async function main(): Promise<void> {
  const { handle, nodeCount } = await session['heap/open']({ path: process.argv[2]! }, context);
  await session['heap/wait']({ handle, stage: 'complete' }, context);
  const nodes = Array.from({ length: SPREAD_COUNT }, (_, index) => Math.floor((index * nodeCount) / SPREAD_COUNT));
  const ofRoot = await childrenOf(handle, 'root');
  for (const root of ofRoot) for (const part of await childrenOf(handle, root)) nodes.push(part, ...(await childrenOf(handle, part)));

  const ask = async (): Promise<{ retainersMs: number; pathMs: number }> => {
    let retainersMs = 0;
    let pathMs = 0;
    for (const node of new Set(nodes)) {
      retainersMs = Math.max(retainersMs, await timed(() => session['heap/retainers']({ handle, node, offset: 0, limit: 100 }, context)));
      pathMs = Math.max(pathMs, await timed(() => session['heap/path']({ handle, node }, context)));
    }
    return { retainersMs, pathMs };
  };
  const first = await ask();
  const again = await ask();
  finish({ ...ownCost(), objectCount: new Set(nodes).size, firstRetainersMs: first.retainersMs, firstPathMs: first.pathMs, retainersMs: again.retainersMs, pathMs: again.pathMs });
}

async function childrenOf(handle: number, node: NodeOrdinal | 'root'): Promise<NodeOrdinal[]> {
  const { rows } = await session['heap/children']({ handle, node, offset: 0, limit: PER_ROOT }, context);
  return rows.map(({ node: { node: child } }) => child);
}

async function timed(ask: () => unknown): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve)); // as questions come: one at a time, from outside
  const startMs = performance.now();
  await ask();
  return performance.now() - startMs;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
