/**
 * Doubles a heap snapshot: one valid file that holds the same heap twice under one root, for sizes that no process at hand reaches.
 * Streams: memory does not grow with the file. Needs what V8 writes since Node.js 22 (before, objects outside the heap have ids that leave no
 * room for more): the sections nodes, edges, locations, strings in this order, the root first, and nothing in the other sections.
 * Format: V8's heap-snapshot-generator.cc.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

interface Header {
  readonly meta: { readonly node_fields: readonly string[]; readonly edge_fields: readonly string[]; readonly location_fields: readonly string[] };
  readonly node_count: number;
  readonly edge_count: number;
}

/** Bytes between the brackets of a section. */
interface Section {
  readonly start: number;
  readonly end: number;
}

const CHUNK_BYTES = 4 << 20;

/** Writes `target`. The root's references lead to both heaps; the second one's nodes have ids of their own, and strings are shared. */
export function inflate(source: string, target: string): void {
  const input = openSync(source, 'r');
  const output = openSync(target, 'w');
  try {
    const nodes = findSection(input, 'nodes', 0);
    const head = readText(input, 0, nodes.start);
    const { snapshot: header } = JSON.parse(`${head}]}`) as { snapshot: Header };
    const edges = findSection(input, 'edges', nodes.end);
    const locations = findSection(input, 'locations', edges.end);
    const write = createWriter(output);
    const counts: Readonly<Record<string, number>> = { node_count: 2 * header.node_count - 1, edge_count: 2 * header.edge_count };
    write.text(head.replace(/"(node_count|edge_count)":\d+/g, (_, name: string) => `"${name}":${counts[name]}`));
    const rootEdgeCount = writeNodes(input, nodes, header, write);
    write.text(readText(input, nodes.end, edges.start));
    writeEdges(input, edges, header, rootEdgeCount, write);
    write.text(readText(input, edges.end, locations.start));
    writeLocations(input, locations, header, write);
    write.copy(input, locations.end);
    write.flush();
  } finally {
    closeSync(input);
    closeSync(output);
  }
}

/** All nodes; then all but the root again. Returns how many edges the root had. */
function writeNodes(input: number, section: Section, { meta, node_count: nodeCount }: Header, write: Writer): number {
  const width = meta.node_fields.length;
  const idField = meta.node_fields.indexOf('id');
  const edgeCountField = meta.node_fields.indexOf('edge_count');
  const root: number[] = [];
  let maxId = 0;
  forEachNumber(input, section, (value, index) => {
    const field = index % width;
    if (index < width) root.push(value);
    if (field === idField && value > maxId) maxId = value;
    write.number(index === edgeCountField ? 2 * value : value);
  });
  if (root.length !== width || nodeCount < 2) throw new Error('A snapshot of one node cannot be doubled');
  const idShift = maxId + (maxId % 2); // even, so that V8's own objects keep odd ids
  if (maxId + idShift > 0xffffffff) throw new Error(`Ids up to ${maxId} leave no room for a second heap`);
  forEachNumber(input, section, (value, index) => {
    if (index >= width) write.number(index % width === idField ? value + idShift : value);
  });
  return root[edgeCountField]!;
}

/** The root's edges, the same to the second heap, everyone else's; then everyone else's in the second heap. */
function writeEdges(input: number, section: Section, { meta, node_count: nodeCount }: Header, rootEdgeCount: number, write: Writer): void {
  const width = meta.edge_fields.length;
  const targetField = meta.edge_fields.indexOf('to_node');
  const shift = (nodeCount - 1) * meta.node_fields.length;
  const rootEnd = rootEdgeCount * width;
  const rootNumbers: number[] = [];
  const shifted = (value: number, index: number): number => (index % width === targetField && value !== 0 ? value + shift : value);
  forEachNumber(input, section, (value, index) => {
    if (index === rootEnd) rootNumbers.forEach((number, place) => write.number(shifted(number, place)));
    if (index < rootEnd) rootNumbers.push(value);
    write.number(value);
  });
  forEachNumber(input, section, (value, index) => {
    if (index >= rootEnd) write.number(shifted(value, index));
  });
}

function writeLocations(input: number, section: Section, { meta, node_count: nodeCount }: Header, write: Writer): void {
  const width = meta.location_fields.length;
  const objectField = meta.location_fields.indexOf('object_index');
  const shift = (nodeCount - 1) * meta.node_fields.length;
  forEachNumber(input, section, (value) => write.number(value));
  forEachNumber(input, section, (value, index) => write.number(index % width === objectField ? value + shift : value));
}

/** The section `"name":[…]`, searched from `from`. */
function findSection(input: number, name: string, from: number): Section {
  const opening = `"${name}":[`;
  const start = findText(input, opening, from) + opening.length;
  return { start, end: findText(input, ']', start) };
}

function findText(input: number, text: string, from: number): number {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let position = from; ; position += CHUNK_BYTES - text.length + 1) {
    const count = readSync(input, chunk, 0, CHUNK_BYTES, position);
    const found = chunk.subarray(0, count).indexOf(text, 0, 'latin1');
    if (found >= 0) return position + found;
    if (count < CHUNK_BYTES) throw new Error(`The snapshot has no ${text} after byte ${from}`);
  }
}

function readText(input: number, start: number, end: number): string {
  const bytes = Buffer.alloc(end - start);
  return bytes.toString('utf8', 0, readSync(input, bytes, 0, bytes.length, start));
}

/** Every number of a section with its place, in order. Anything but digits separates. */
function forEachNumber(input: number, { start, end }: Section, take: (value: number, index: number) => void): void {
  const chunk = new Uint8Array(CHUNK_BYTES);
  let value = -1;
  let index = 0;
  for (let position = start; position < end; ) {
    const count = readSync(input, chunk, 0, Math.min(CHUNK_BYTES, end - position), position);
    for (let place = 0; place < count; place++) {
      const digit = chunk[place]! - 0x30;
      if (digit >= 0 && digit <= 9) value = (value < 0 ? 0 : value * 10) + digit;
      else if (value >= 0) {
        take(value, index++);
        value = -1;
      }
    }
    position += count;
  }
  if (value >= 0) take(value, index);
}

interface Writer {
  /** Between two numbers a comma is written. */
  number(value: number): void;
  text(text: string): void;
  /** The rest of a file. */
  copy(input: number, from: number): void;
  flush(): void;
}

function createWriter(output: number): Writer {
  const buffer = Buffer.alloc(CHUNK_BYTES + 64);
  const digits = new Uint8Array(20);
  let used = 0;
  let afterNumber = false;
  const flush = (): void => {
    for (let done = 0; done < used; ) done += writeSync(output, buffer, done, used - done);
    used = 0;
  };
  return {
    flush,
    number(value) {
      if (used >= CHUNK_BYTES) flush();
      if (afterNumber) buffer[used++] = 0x2c;
      afterNumber = true;
      let length = 0;
      do {
        const rest = Math.floor(value / 10);
        digits[length++] = 0x30 + value - rest * 10;
        value = rest;
      } while (value > 0);
      while (length > 0) buffer[used++] = digits[--length]!;
    },
    text(text) {
      flush();
      afterNumber = false;
      writeSync(output, text);
    },
    copy(input, from) {
      flush();
      for (let position = from; ; ) {
        used = readSync(input, buffer, 0, CHUNK_BYTES, position);
        if (used === 0) return;
        position += used;
        flush();
      }
    },
  };
}
