/**
 * The kernel against the reader in JavaScript, which does without it: whatever the input and however it is cut, the same columns, the same
 * diagnostics, or the same error at the same byte. And the kernel has work to do: what V8 writes goes through it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeaplineError } from '../../../../analyzer/protocol/errors.ts';
import { NEVER_CANCELLED } from '../../../../analyzer/src/base/cancel.ts';
import { createSnapshotReader } from '../../../../analyzer/src/importers/heapSnapshot/snapshotReader.ts';
import { createSnapshotKernel, type KernelRun, type MakeSnapshotKernel, type SnapshotKernel } from '../../../../analyzer/src/kernels/snapshotKernel.ts';
import type { Capture } from '../../../../analyzer/src/model/capture.ts';
import { inChunks } from '../../../helpers/inChunks.ts';
import { makeSnapshotPair } from '../../../helpers/ownSnapshots.ts';
import { NODE_FIELDS, writeSnapshot, type SnapshotOptions, type WrittenNode } from '../../../helpers/snapshotWriter.ts';
import { writeRandomSnapshot } from '../../../oracle/randomSnapshot.ts';
import { assertSameCapture } from '../checkImporter.ts';

type Outcome = { readonly capture: Capture } | { readonly error: Pick<HeaplineError, 'code' | 'message' | 'byteOffset'> };

/** What reading the chunks comes to. */
function outcomeOf(chunks: Iterable<Uint8Array>, inputBytes: number, makeKernel?: MakeSnapshotKernel): Outcome {
  const reader = createSnapshotReader({ inputBytes, cancel: NEVER_CANCELLED }, makeKernel);
  try {
    for (const chunk of chunks) reader.push(chunk);
    return { capture: reader.finish() };
  } catch (error) {
    if (!(error instanceof HeaplineError)) throw error;
    return { error: { code: error.code, message: error.message, byteOffset: error.byteOffset } };
  }
}

/** Reads the chunks both ways; says whether they were refused. */
function isRefusedByBoth(chunks: () => Iterable<Uint8Array>, inputBytes: number, how: string): boolean {
  const expected = outcomeOf(chunks(), inputBytes, () => null);
  const actual = outcomeOf(chunks(), inputBytes);
  if ('error' in expected || 'error' in actual) {
    assert.deepEqual('error' in actual ? actual.error : 'accepted', 'error' in expected ? expected.error : 'accepted', how);
    return true;
  }
  assertSameCapture(actual.capture, expected.capture, how);
  return false;
}

function isRefused(text: string, how: string, chunkBytes = Infinity): boolean {
  const bytes = Buffer.from(text, 'latin1');
  return isRefusedByBoth(() => (chunkBytes < bytes.length ? inChunks(bytes, chunkBytes) : [bytes]), bytes.length, how);
}

/** A generator of whole numbers below a limit. Numerical Recipes' linear congruential one; the upper bits are the random ones. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % limit;
}

/** Numbers of every length that 32 bits have, the ends of ranges among them. */
const LENGTHS = [0, 7, 10, 99, 123, 9999, 54_321, 123_456, 7_654_321, 99_999_999, 100_000_000, 987_654_321, 1_000_000_000, 2_147_483_647, 2_147_483_648, 4_294_967_295];

/** A heap whose numbers are of all lengths, and its strings too. */
function variedHeap(nodeCount: number, seed: number): WrittenNode[] {
  const below = numbersFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const names = ['', 'plain', 'a "quoted" name', 'back\\slash', 'x'.repeat(15), 'y'.repeat(16), 'z'.repeat(300), '\\'.repeat(33), 'snow ☃', '"'];
  return Array.from({ length: nodeCount }, (_, node) => ({
    kind: pick(['object', 'array', 'string', 'object shape', 'native']),
    name: `${pick(names)}${below(3) === 0 ? node : ''}`,
    id: pick(LENGTHS),
    bytes: pick(LENGTHS),
    detachedness: below(30) === 0 ? below(4) : 0,
    traceNodeId: below(40) === 0 ? pick(LENGTHS) : 0,
    ...(below(3) === 0 ? { place: [below(1000), pick(LENGTHS.slice(0, 14)), below(200)] as const } : {}),
    edges: Array.from({ length: below(6) }, () => {
      const isNumbered = below(2) === 0;
      return { kind: pick(isNumbered ? ['element', 'hidden'] : ['property', 'internal', 'weak', 'shortcut', 'context']), name: isNumbered ? String(pick(LENGTHS)) : pick(names), target: below(nodeCount) };
    }),
  }));
}

const LAYOUTS: Readonly<Record<string, SnapshotOptions>> = {
  'Node 24': {},
  'Node 22': { nodeFields: NODE_FIELDS.upTo22, newlines: 'records' },
  'an ancient one': { nodeFields: NODE_FIELDS.ancient, newlines: 'records' },
  'white space everywhere': { newlines: 'everywhere' },
  'a node field nobody knows': { nodeFields: [...NODE_FIELDS.since24, 'novelty'] },
  'an edge field nobody knows': { edgeFields: ['type', 'novelty', 'name_or_index', 'to_node'] },
  'fields in another order': { nodeFields: [...NODE_FIELDS.upTo22].reverse(), edgeFields: ['to_node', 'type', 'name_or_index'], locationFields: ['column', 'line', 'script_id', 'object_index'] },
  'five fields a location': { locationFields: ['object_index', 'script_id', 'script_object_index', 'line', 'column'] },
  'types nobody knows': { nodeTypes: ['novelty', 'object', 'array', 'string', 'object shape', 'native'], edgeTypes: ['element', 'property', 'novelty', 'internal', 'weak', 'shortcut', 'context', 'hidden'] },
};

describe('the kernel reads as JavaScript does', function () {
  this.timeout(120_000);

  for (const [name, options] of Object.entries(LAYOUTS)) {
    it(`more than a block of records: ${name}`, () => {
      const text = writeSnapshot(variedHeap(2600, 1), options);
      assert.equal(isRefused(text, name), false);
      for (const chunkBytes of [4093, 65_536]) assert.equal(isRefused(text, `${name}, in chunks of ${chunkBytes}`, chunkBytes), false);
    });

    it(`cut at every byte: ${name}`, () => {
      const bytes = Buffer.from(writeSnapshot(variedHeap(12, 2), options), 'latin1');
      for (let cut = bytes.indexOf('"nodes"'); cut < bytes.length; cut++) {
        assert.equal(isRefusedByBoth(() => [bytes.subarray(0, cut), bytes.subarray(cut)], bytes.length, `cut at ${cut}`), false);
      }
    });
  }

  it('random heaps', () => {
    const directory = mkdtempSync(join(tmpdir(), 'heapline-kernel-'));
    try {
      for (const seed of [31, 32, 33]) {
        const path = join(directory, String(seed));
        writeRandomSnapshot(path, { seed, nodeCount: 4000, clash: false });
        const bytes = readFileSync(path);
        for (const chunkBytes of [9973, bytes.length]) assert.equal(isRefusedByBoth(() => inChunks(bytes, chunkBytes), bytes.length, `seed ${seed}`), false);
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('a real heap, nearly all of which goes through the kernel', () => {
    const { after, remove } = makeSnapshotPair(100);
    try {
      const bytes = readFileSync(after);
      assert.equal(isRefusedByBoth(() => [bytes], bytes.length, 'whole'), false);
      const taken = { nodes: 0, edges: 0, locations: 0, strings: 0 };
      const outcome = outcomeOf([bytes], bytes.length, counting(taken));
      assert.ok('capture' in outcome);
      const { heap } = outcome.capture;
      assert.ok(taken.nodes > 0.99 * heap.nodeCount, `${taken.nodes} of ${heap.nodeCount} nodes`);
      assert.ok(taken.edges > 0.99 * heap.edgeCount, `${taken.edges} of ${heap.edgeCount} edges`);
      assert.ok(taken.locations > 0.99 * heap.locations.count, `${taken.locations} of ${heap.locations.count} locations`);
      assert.ok(taken.strings > 0.9 * heap.strings.count, `${taken.strings} of ${heap.strings.count} strings`);
    } finally {
      remove();
    }
  });
});

describe('the kernel and JavaScript refuse the same', function () {
  this.timeout(120_000);
  const small = LAYOUTS['Node 22']!;

  for (const [section, numbers] of [
    ['nodes', ['00000000012', '4294967296', '9999999999', '10000000000', '9007199254740993', '-1', '-0', '1.5', '', ' 3', '3 ', '\n4', '4\n', '5,6', '[', ']', '}', '"a"', '\0', 'x', '/', ':', '\x80', '\xb0', '\xff']],
    ['edges', ['00000000006', '7', '4294967292', '4294967296', '25769803776', '10000000000', '-6', '-0', '6e0', '', ' 6', '6 ', '\n6', '6\n', '6,6', '[', ']', '"a"', '\0', 'x', '\xff']],
    ['locations', ['00000000006', '7', '6000000', '4294967290', '-1', '', ' 6', '6 ', '\n6', '6,6', '"', ']']],
  ] as const) {
    for (const [layout, options] of [['one line', {}], ['a line a record', small]] as const) {
      it(`${section} with unusual numbers, ${layout}`, () => {
        const text = writeSnapshot(variedHeap(40, 3), options);
        const from = text.indexOf(`"${section}":[`) + section.length + 4;
        const places = [...text.slice(from, text.indexOf(']', from)).matchAll(/\d+/g)].map(({ index, 0: { length } }) => ({ start: from + index, end: from + index + length }));
        let refused = 0;
        for (const [index, { start, end }] of places.slice(0, 40).concat(places.slice(-12)).entries()) {
          for (const number of numbers) refused += Number(isRefused(text.slice(0, start) + number + text.slice(end), `number ${index} becomes ${JSON.stringify(number)}`));
        }
        assert.ok(refused > 100, `${refused} were refused`);
      });
    }
  }

  it('strings with unusual characters', () => {
    const text = writeSnapshot(variedHeap(12, 4));
    const from = text.indexOf('"strings":[') + '"strings":['.length;
    let refused = 0;
    for (let at = from; at < text.length; at++) {
      for (const character of ['"', '\\', ',', ' ', '\n', ']', '\0', '\xff', '']) refused += Number(isRefused(text.slice(0, at) + character + text.slice(at + 1), `byte ${at - from} of the strings becomes ${JSON.stringify(character)}`));
    }
    assert.ok(refused > 300, `${refused} were refused`);
  });

  it('two errors, of which the same is told', () => {
    // Within a block syntax comes first, wherever it is; the next block is not looked at.
    const text = writeSnapshot(variedHeap(2600, 5));
    const from = text.indexOf('"edges":[') + '"edges":['.length;
    const records = text.slice(from, text.indexOf(']', from)).split(',').reduce<string[]>((all, number, index) => (index % 3 === 0 ? [...all, number] : [...all.slice(0, -1), `${all.at(-1)!},${number}`]), []);
    const broken = (changes: Readonly<Record<number, string>>): string => text.replace(records.join(','), records.map((record, index) => changes[index] ?? record).join(','));
    for (const [first, second] of [[0, 5], [5, 0], [10, 1023], [1023, 1024], [1024, 2047], [2040, 2060], [2060, 2040], [3000, 3001]] as const) {
      assert.ok(isRefused(broken({ [first]: '2,0,1', [second]: '2,,6' }), `a wrong target at ${first}, a missing number at ${second}`));
      assert.ok(isRefused(broken({ [first]: '2,99999,6', [second]: '2,0,1' }), `a missing string at ${first}, a wrong target at ${second}`));
      assert.equal(isRefused(broken({ [first]: '99,0,6', [second]: '2,0,000000000012' }), `an unknown kind at ${first}, zeros at ${second}`), false);
    }
  });

  it('counts that are wrong', () => {
    const nodes = variedHeap(1300, 6);
    const edgeCount = nodes.reduce((sum, { edges }) => sum + edges.length, 0);
    for (const by of [-1100, -1024, -1, 1, 1024]) {
      assert.ok(isRefused(writeSnapshot(nodes, { header: { node_count: nodes.length + by } }), `${by} nodes`));
      assert.ok(isRefused(writeSnapshot(nodes, { header: { edge_count: edgeCount + by } }), `${by} edges`));
    }
  });

  for (const [layout, options] of [['one line', {}], ['a line a record', small]] as const) {
    it(`random damage, ${layout}`, () => {
      const text = Buffer.from(writeSnapshot(variedHeap(25, 7), options), 'latin1');
      const bytes = Buffer.from('0123456789-,:[]{}"\\ \nEeunt\0\x80\xff', 'latin1');
      const below = numbersFrom(8);
      const from = text.indexOf('"nodes"');
      let refused = 0;
      for (let round = 0; round < 1500; round++) {
        const damaged = Buffer.from(text);
        for (let change = 0; change <= below(2); change++) damaged[from + below(damaged.length - from)] = bytes[below(bytes.length)]!;
        const cut = below(damaged.length);
        refused += Number(isRefusedByBoth(() => [damaged.subarray(0, cut), damaged.subarray(cut)], damaged.length, `round ${round}`));
      }
      assert.ok(refused > 500, `${refused} were refused`);
    });
  }
});

describe('createSnapshotKernel', () => {
  it('has none where there is no WebAssembly', () => {
    const module = JSON.stringify(join(__dirname, '../../../../analyzer/src/kernels/snapshotKernel.ts'));
    const answerOf = (...flags: string[]): string => execFileSync(process.execPath, [...flags, '--require', 'tsx/cjs', '--eval', `process.stdout.write(String(require(${module}).createSnapshotKernel(1000)))`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    assert.equal(answerOf(), '[object Object]');
    assert.equal(answerOf('--jitless'), 'null');
  });

  it('has none where there is no memory for the window', () => assert.equal(createSnapshotKernel(2 ** 33), null));
});

/** A kernel that counts what it takes. */
function counting(taken: Record<'nodes' | 'edges' | 'locations' | 'strings', number>): MakeSnapshotKernel {
  return (windowBytes): SnapshotKernel => {
    const kernel = createSnapshotKernel(windowBytes);
    assert.ok(kernel, 'this runtime has WebAssembly');
    const counted = <Args extends unknown[], Run extends KernelRun>(name: keyof typeof taken, read: ((...args: Args) => Run) | null): ((...args: Args) => Run) => {
      assert.ok(read, `the kernel reads ${name}`);
      return (...args) => {
        const run = read(...args);
        taken[name] += run.count;
        return run;
      };
    };
    return {
      ...kernel,
      nodes: (...args) => counted('nodes', kernel.nodes(...args)),
      edges: (...args) => counted('edges', kernel.edges(...args)),
      locations: (...args) => counted('locations', kernel.locations(...args)),
      readStrings: counted('strings', kernel.readStrings),
    };
  };
}
