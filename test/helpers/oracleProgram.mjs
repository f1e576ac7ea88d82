// Runs in a process of its own: loads one or two snapshots with Chrome DevTools' own worker code and writes down what it computed.
// Arguments: the bundle of DevTools' code, the output file, the snapshot, and (for a comparison) the older snapshot.
import { createReadStream, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { serialize } from 'node:v8';

// Node 20 lacks it, DevTools' code uses it.
Promise.withResolvers ??= function withResolvers() {
  let resolve;
  let reject;
  const promise = new Promise((ok, no) => {
    resolve = ok;
    reject = no;
  });
  return { promise, resolve, reject };
};

const [bundle, output, file, olderFile] = process.argv.slice(2);
const { HeapSnapshot, HeapSnapshotLoader } = await import(pathToFileURL(bundle).href);

async function load(path) {
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent() {} });
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 22 })) await loader.write(chunk);
  loader.close();
  const { port1, port2 } = new MessageChannel();
  new HeapSnapshot.SecondaryInitManager(port2);
  const snapshot = await loader.buildSnapshot(port1);
  port1.close();
  return snapshot;
}

function columns(snapshot) {
  const count = snapshot.nodeCount;
  const result = {
    ids: new Uint32Array(count),
    selfSizes: new Float64Array(count),
    retainedSizes: new Float64Array(count),
    distances: new Int32Array(count),
    dominators: new Uint32Array(count),
    names: [],
  };
  const node = snapshot.createNode(0);
  for (let ordinal = 0; ordinal < count; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    result.ids[ordinal] = node.id();
    result.selfSizes[ordinal] = node.selfSize();
    result.retainedSizes[ordinal] = node.retainedSize();
    result.distances[ordinal] = node.distance();
    result.dominators[ordinal] = node.dominatorIndex() / snapshot.nodeFieldCount;
    if (ordinal % 97 === 0) result.names.push(node.name());
  }
  return result;
}

function classRows(snapshot) {
  const aggregates = snapshot.getAggregatesByClassKey(false, 'allObjects');
  return Object.entries(aggregates).map(([classKey, { name, count, self, maxRet, distance }]) => ({ classKey, name, count, selfBytes: self, retainedBytes: maxRet, distance }));
}

/** The first objects' retainers as the Retainers pane gets them. */
async function retainerRows(snapshot, ordinals) {
  return ordinals.map((ordinal) => {
    const provider = snapshot.createRetainingEdgesProvider(ordinal * snapshot.nodeFieldCount);
    const { items } = provider.serializeItemsRange(0, 100000);
    return { ordinal, retainers: items.map(({ name, node, type }) => `${type} ${name} @${node.id}`).sort() };
  });
}

const start = performance.now();
const snapshot = await load(file);
const classes = classRows(snapshot);
const loadMs = performance.now() - start;
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1e3);
const result = { loadMs, peakMegabytes, ...columns(snapshot), classes, totalSize: snapshot.totalSize, statistics: snapshot.getStatistics() };
const step = Math.max(1, Math.floor(snapshot.nodeCount / 200));
result.retainers = await retainerRows(snapshot, Array.from({ length: 200 }, (_, index) => index * step).filter((ordinal) => ordinal < snapshot.nodeCount));
if (olderFile) {
  const older = await load(olderFile);
  const diff = snapshot.calculateSnapshotDiff(0, older.aggregatesForDiff(snapshot.interfaceDefinitions()));
  result.diff = Object.entries(diff).map(([classKey, row]) => ({
    classKey,
    name: row.name,
    addedCount: row.addedCount,
    removedCount: row.removedCount,
    addedBytes: row.addedSize,
    removedBytes: row.removedSize,
    addedIds: Uint32Array.from(row.addedIds),
    removedIds: Uint32Array.from(row.deletedIds),
  }));
}
writeFileSync(output, serialize(result));
process.exit(0);
