/**
 * MemLab's loader, dominators and retained sizes; it has no class table and no distances. Its search for the shortest paths is left out.
 * Arguments: the folder of the peers, the snapshot, where the answer goes.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { finish, MAX_LISTED_NODES } from './answer.ts';
import { ownCost } from './ownCost.ts';

interface Node {
  readonly self_size: number;
  readonly retainedSize: number;
}
interface Snapshot {
  readonly nodes: { readonly length: number; get(index: number): Node };
  readonly edges: { readonly length: number };
}
interface MemLab {
  readonly config: { muteConsole: boolean };
  readonly utils: { getSnapshotFromFile(path: string, options: { buildNodeIdIndex: boolean }): Promise<Snapshot> };
  readonly TraceFinder: new () => { calculateAllNodesRetainedSizes(snapshot: Snapshot): void };
}

const [peers, file, answerPath] = process.argv.slice(2) as [string, string, string];

async function main(): Promise<void> {
  const { config, utils, TraceFinder } = createRequire(join(peers, 'x.js'))('@memlab/core') as MemLab;
  config.muteConsole = true;
  const snapshot = await utils.getSnapshotFromFile(file, { buildNodeIdIndex: true });
  new TraceFinder().calculateAllNodesRetainedSizes(snapshot);
  const cost = ownCost();

  const { nodes, edges } = snapshot;
  let shallowBytes = 0;
  for (let row = 0; row < nodes.length; row++) shallowBytes += nodes.get(row).self_size;
  const listed = nodes.length <= MAX_LISTED_NODES && { retainedBytesByNode: Float64Array.from({ length: nodes.length }, (_, row) => nodes.get(row).retainedSize) };
  finish({ ...cost }, { path: answerPath, value: { nodeCount: nodes.length, edgeCount: edges.length, shallowBytes, ...listed } });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
