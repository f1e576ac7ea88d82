/**
 * Writes made-up heaps of any size as snapshots, so that growth of cost with size is seen on one shape: a tree of objects, arrays, strings and
 * closures as they reference one another in real heaps (3.5 edges a node; hubs like maps, neighbours, and far references).
 * The same count gives the same file. Streams: memory does not grow with the count.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { snapshotMeta } from '../helpers/snapshotWriter.ts';

/** Kinds by their number in V8's header, each for as many of 100 nodes as in a heap of a real server. */
const KIND_BY_PERCENT = Uint8Array.from({ length: 100 }, (_, percent) => (percent < 45 ? 3 : percent < 60 ? 1 : percent < 78 ? 2 : percent < 88 ? 5 : percent < 92 ? 4 : percent < 96 ? 14 : 7));
const CLASS_COUNT = 2_000;
const PROPERTY_COUNT = 5_000;
/** The first so many nodes are referenced from everywhere, as V8's maps are. */
const HUB_COUNT = 1_000;
const NODE_WIDTH = 6;

export function writeSyntheticHeap(path: string, nodeCount: number): void {
  const file = openSync(path, 'w');
  try {
    const out = createTextWriter(file);
    const shape = createShape(nodeCount);
    out.write(`{"snapshot":${JSON.stringify(headerOf(nodeCount, countEdges(shape)))},\n"nodes":[`);
    writeNodes(shape, out);
    out.write('],\n"edges":[');
    writeEdges(shape, out);
    out.write('],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[');
    writeLocations(shape, out);
    out.write(`],\n"strings":${JSON.stringify(stringsOf())}}`);
    out.flush();
  } finally {
    closeSync(file);
  }
}

/** A tree in breadth-first order: the children of each node are the next ones that have no parent yet. All else follows from the ordinal. */
interface Shape {
  readonly nodeCount: number;
  /** Calls back for every node in order; its children are firstChild … firstChild + childCount - 1. */
  forEachNode(take: (node: number, firstChild: number, childCount: number) => void): void;
  /** References beside the children. */
  extraEdgeCount(node: number): number;
}

function createShape(nodeCount: number): Shape {
  return {
    nodeCount,
    extraEdgeCount: (node) => (node === 0 ? 0 : mix(node, 2) % 6),
    forEachNode(take) {
      let nextChild = 1;
      for (let node = 0; node < nodeCount; node++) {
        // 1.5 on average, so that the tree reaches every node.
        const random = mix(node, 1) % 16;
        const wished = node === 0 ? HUB_COUNT : random < 12 ? 1 : random < 15 ? 2 : 6;
        const childCount = Math.min(wished, nodeCount - nextChild);
        take(node, nextChild, childCount);
        nextChild += childCount;
      }
    },
  };
}

function countEdges(shape: Shape): number {
  let count = 0;
  shape.forEachNode((node, _, childCount) => void (count += childCount + shape.extraEdgeCount(node)));
  return count;
}

function writeNodes(shape: Shape, out: TextWriter): void {
  shape.forEachNode((node, _, childCount) => {
    const kind = node === 0 ? 9 : KIND_BY_PERCENT[mix(node, 3) % 100]!;
    const name = kind === 3 ? 1 + (mix(node, 4) % CLASS_COUNT) : 0;
    const bytes = node === 0 ? 0 : 16 + 8 * (mix(node, 5) % 12);
    out.numbers([kind, name, 2 * node + 1, bytes, childCount + shape.extraEdgeCount(node), 0], node === 0);
  });
}

function writeEdges(shape: Shape, out: TextWriter): void {
  const { nodeCount } = shape;
  let isFirst = true;
  const edge = (type: number, name: number, target: number): void => {
    out.numbers([type, name, target * NODE_WIDTH], isFirst);
    isFirst = false;
  };
  shape.forEachNode((node, firstChild, childCount) => {
    for (let child = 0; child < childCount; child++) edge(node === 0 ? 1 : 2, node === 0 ? child : 1 + CLASS_COUNT + (mix(firstChild + child, 6) % PROPERTY_COUNT), firstChild + child);
    for (let extra = shape.extraEdgeCount(node); extra > 0; extra--) {
      const random = mix(node, 6 + extra);
      const way = random % 8; // half to hubs, three eighths to neighbours, one eighth anywhere
      const target = way < 4 ? 1 + ((random >>> 3) % Math.min(HUB_COUNT, nodeCount - 1)) : way < 7 ? Math.max(1, node - ((random >>> 3) % 500)) : 1 + ((random >>> 3) % (nodeCount - 1));
      edge(way < 4 ? 3 : way === 6 && random % 64 === 6 ? 6 : 2, 1 + CLASS_COUNT + (random % PROPERTY_COUNT), target);
    }
  });
}

/** One closure in ten nodes has a place. */
function writeLocations({ nodeCount }: Shape, out: TextWriter): void {
  let isFirst = true;
  for (let node = 1; node < nodeCount; node++) {
    if (KIND_BY_PERCENT[mix(node, 3) % 100] !== 5) continue;
    out.numbers([node * NODE_WIDTH, 1 + (mix(node, 12) % 300), mix(node, 13) % 4000, mix(node, 14) % 100], isFirst);
    isFirst = false;
  }
}

function headerOf(nodeCount: number, edgeCount: number): object {
  return {
    meta: snapshotMeta(),
    node_count: nodeCount,
    edge_count: edgeCount,
    trace_function_count: 0,
    extra_native_bytes: 0,
  };
}

const stringsOf = (): string[] => ['', ...Array.from({ length: CLASS_COUNT }, (_, index) => `Class${index}`), ...Array.from({ length: PROPERTY_COUNT }, (_, index) => `property${index}`)];

/** A random-looking number of 31 bits that depends on both alone. Steele, Lea & Flood 2014, SplitMix's finaliser in 32 bits. */
function mix(value: number, salt: number): number {
  let bits = (Math.imul(value, 0x9e3779b1) + Math.imul(salt, 0x85ebca6b)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 1;
}

interface TextWriter {
  write(text: string): void;
  /** A record, after a comma unless it is the first. */
  numbers(values: readonly number[], isFirst: boolean): void;
  flush(): void;
}

function createTextWriter(file: number): TextWriter {
  let parts: string[] = [];
  const flush = (): void => {
    writeSync(file, parts.join(''));
    parts = [];
  };
  return {
    flush,
    write(text) {
      parts.push(text);
    },
    numbers(values, isFirst) {
      parts.push(isFirst ? values.join() : `,${values.join()}`);
      if (parts.length > 1 << 16) flush();
    },
  };
}
