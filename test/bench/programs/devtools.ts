/**
 * Chrome DevTools' own worker code, as DevTools runs it: one thread loads, a second one makes retainers, dominators and retained sizes.
 * Arguments: the bundle of its code, the snapshot, where the answer goes; for a comparison also the older snapshot.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { finish, hashOf, MAX_LISTED_NODES, type Answer } from './answer.ts';
import { addWithResolvers } from './devtoolsThread.ts';
import { ownCost } from './ownCost.ts';

/** What is used of DevTools' JSHeapSnapshot. */
interface Snapshot {
  readonly nodeCount: number;
  readonly edgeCount?: number;
  readonly totalSize: number;
  readonly nodeFieldCount: number;
  readonly containmentEdges: { readonly length: number };
  readonly edgeFieldsCount: number;
  createNode(index: number): { nodeIndex: number; selfSize(): number; retainedSize(): number; distance(): number; dominatorIndex(): number };
  getAggregatesByClassKey(sortedIndexes: boolean, key: string): Record<string, { name: string; count: number; self: number; maxRet: number }>;
  interfaceDefinitions(): string;
  aggregatesForDiff(definitions: string): unknown;
  calculateSnapshotDiff(baseId: number, aggregates: unknown): Record<string, unknown>;
}

interface DevTools {
  readonly HeapSnapshotLoader: { readonly HeapSnapshotLoader: new (dispatcher: { sendEvent(): void }) => { write(text: string): void; close(): void; buildSnapshot(port: unknown): Promise<Snapshot> } };
}

const [bundle, file, answerPath, olderFile] = process.argv.slice(2) as [string, string, string, string?];

async function main(): Promise<void> {
  addWithResolvers();
  const { HeapSnapshotLoader } = (await import(pathToFileURL(bundle).href)) as DevTools;
  const load = async (path: string): Promise<Snapshot> => {
    const { port1, port2 } = new MessageChannel();
    const second = new Worker(join(__dirname, 'devtoolsThread.js'), { workerData: { bundle, port: port2 }, transferList: [port2], resourceLimits: { maxOldGenerationSizeMb: 16_000 } });
    const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent() {} });
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 22 })) loader.write(chunk as string);
    loader.close();
    const snapshot = await loader.buildSnapshot(port1);
    await second.terminate();
    return snapshot;
  };

  const snapshot = await load(file);
  const classes = snapshot.getAggregatesByClassKey(false, 'allObjects');
  if (!olderFile) return finish({ ...ownCost() }, { path: answerPath, value: answerOf(snapshot, classes) });

  const older = await load(olderFile);
  const startMs = performance.now();
  snapshot.calculateSnapshotDiff(0, older.aggregatesForDiff(snapshot.interfaceDefinitions()));
  const comparisonMs = performance.now() - startMs;
  return finish({ ...ownCost(), comparisonMs });
}

function answerOf(snapshot: Snapshot, classes: ReturnType<Snapshot['getAggregatesByClassKey']>): Answer {
  const { nodeCount, nodeFieldCount, totalSize, containmentEdges, edgeFieldsCount } = snapshot;
  const node = snapshot.createNode(0);
  const at = (row: number): typeof node => {
    node.nodeIndex = row * nodeFieldCount;
    return node;
  };
  let shallowBytes = 0;
  for (let row = 0; row < nodeCount; row++) shallowBytes += at(row).selfSize();
  return {
    nodeCount,
    edgeCount: containmentEdges.length / edgeFieldsCount,
    shallowBytes,
    totalBytes: totalSize,
    classes: Object.entries(classes).map(([key, { name, count, self, maxRet }]) => ({ key, name, count, selfBytes: self, retainedBytes: maxRet })),
    columnHashes: {
      shallow: hashOf(nodeCount, (row) => at(row).selfSize()),
      retained: hashOf(nodeCount, (row) => at(row).retainedSize()),
      distance: hashOf(nodeCount, (row) => at(row).distance()),
      dominator: hashOf(nodeCount, (row) => at(row).dominatorIndex() / nodeFieldCount),
    },
    ...(nodeCount <= MAX_LISTED_NODES && { retainedBytesByNode: Float64Array.from({ length: nodeCount }, (_, row) => at(row).retainedSize()) }),
  };
}

void main();
