/** What is no snapshot, or a damaged one: a typed error, at the same byte in whatever chunks the input comes, and no memory for lies. */
import assert from 'node:assert/strict';
import { HeaplineError, type ErrorCode } from '../../../../analyzer/protocol/errors.ts';
import { NEVER_CANCELLED } from '../../../../analyzer/src/base/cancel.ts';
import { heapSnapshotImporter } from '../../../../analyzer/src/importers/heapSnapshot/heapSnapshotImporter.ts';
import { writeSnapshot, type SnapshotOptions } from '../../../helpers/snapshotWriter.ts';
import { drawHeap } from '../../analysis/drawnHeap.ts';
import { readInChunks } from '../checkImporter.ts';

interface Expected {
  readonly code: ErrorCode;
  readonly message: RegExp;
  /** Text at whose beginning the error is; `end` is the end of the input. */
  readonly at?: string;
  readonly byteOffset?: number;
}

const { nodes } = drawHeap('root -> a, b · a -> b · b -element 0-> a');
const written = (options: SnapshotOptions = {}): string => writeSnapshot(nodes, options);

/** The input with `from`, which must be there once, replaced. */
function changed(from: string, to: string, input: string = written()): string {
  assert.equal(input.split(from).length, 2, `${from} is in the input once`);
  return input.replace(from, () => to);
}

function failureOf(bytes: Uint8Array, chunkBytes: number): HeaplineError {
  try {
    readInChunks(heapSnapshotImporter, bytes, chunkBytes);
  } catch (error) {
    if (error instanceof HeaplineError) return error;
    throw error;
  }
  return assert.fail('the input was accepted');
}

function checkRefused(input: string, { code, message, at, byteOffset }: Expected): void {
  const bytes = Buffer.from(input);
  const expectedOffset = at === undefined ? byteOffset : bytes.indexOf(at);
  for (const chunkBytes of [Math.max(1, bytes.length), 1, 7]) {
    const error = failureOf(bytes, chunkBytes);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\.$/);
    assert.equal(error.byteOffset, expectedOffset, `${error.message}, in chunks of ${chunkBytes}`);
  }
}

describe('heapSnapshotImporter, foreign and empty input', () => {
  it('refuses an empty file', () => checkRefused('', { code: 'emptyFile', message: /holds nothing/, byteOffset: 0 }));
  it('refuses white space', () => checkRefused(' \r\n\t', { code: 'emptyFile', message: /holds nothing/, byteOffset: 4 }));
  it('refuses text', () => checkRefused('hello', { code: 'unknownFormat', message: /no JSON object/, byteOffset: 0 }));
  it('refuses a list', () => checkRefused(' [1,2]', { code: 'unknownFormat', message: /no JSON object/, byteOffset: 1 }));
  it('refuses binary data', () => checkRefused('\u007fELF\u0002\u0001\u0001\0\0', { code: 'unknownFormat', message: /no JSON object/, byteOffset: 0 }));
  it('refuses an empty object', () => checkRefused('{}', { code: 'unknownFormat', message: /empty object/, byteOffset: 0 }));
  it('refuses other JSON', () => checkRefused('{"traceEvents":[]}', { code: 'unknownFormat', message: /begins with "traceEvents", a heap snapshot begins with "snapshot"/, at: '"traceEvents"' }));
  it('refuses a sampling profile', () => checkRefused('{"head":{"callFrame":{}}}', { code: 'unknownFormat', message: /begins with "head"/, at: '"head"' }));
  it('is not asked to read any of them', () => {
    for (const text of ['', 'hello', '[1]', '{}', '{"traceEvents":[]}', '{"head":{}}', '\u007fELF']) assert.equal(heapSnapshotImporter.sniff(Buffer.from(text.padEnd(300)), 'x.heapsnapshot'), false, text);
  });
});

describe('heapSnapshotImporter, headers', () => {
  const unsupported = (message: RegExp): Expected => ({ code: 'unsupportedVersion', message, at: '"snapshot"' });

  it('refuses one that is not JSON', () => checkRefused(changed('"meta":', '"meta"'), { code: 'malformedInput', message: /header is not JSON/, at: '"snapshot"' }));
  it('refuses one that is no object', () => checkRefused('{"snapshot":[1]}', { code: 'malformedInput', message: /header is not an object/, at: '"snapshot"' }));
  it('refuses one without meta', () => checkRefused('{"snapshot":{"node_count":1}}', unsupported(/has no meta/)));
  it('refuses one that never ends', () => checkRefused(`{"snapshot":{"a":"${'x'.repeat(1 << 20)}`, { code: 'malformedInput', message: /longer than 1 MiB/, byteOffset: '{"snapshot":'.length }));
  for (const field of ['type', 'name', 'id', 'self_size', 'edge_count']) {
    it(`names the missing node field ${field}`, () => {
      const nodeFields = ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'].filter((name) => name !== field);
      checkRefused(written({ nodeFields }), unsupported(new RegExp(`node_fields lacks ${field}, it has ${nodeFields.join(', ')}`)));
    });
  }
  for (const field of ['type', 'name_or_index', 'to_node']) {
    it(`names the missing edge field ${field}`, () => checkRefused(written({ edgeFields: ['type', 'name_or_index', 'to_node'].filter((name) => name !== field) }), unsupported(new RegExp(`edge_fields lacks ${field}`))));
  }
  it('refuses hundreds of fields', () => checkRefused(written({ nodeFields: ['type', ...Array<string>(100).fill('x')] }), unsupported(/node_fields lists 101 fields, more than 64/)));
  it('refuses a heap without nodes', () => checkRefused(written({ header: { node_count: 0 } }), { code: 'emptyHeap', message: /node_count is 0/, at: '"snapshot"' }));
  for (const [value, message] of [[-1, /is -1, not a count/], [1.5, /is 1.5, not a count/], ['3', /is "3", not a count/], [null, /is null, not a count/], [undefined, /is missing, not a count/], [2 ** 32, /is 4294967296, more than/]] as const) {
    it(`refuses ${JSON.stringify(value)} as a count of nodes or edges`, () => {
      checkRefused(written({ header: { node_count: value } }), unsupported(new RegExp(`node_count ${message.source}`)));
      checkRefused(written({ header: { edge_count: value } }), unsupported(new RegExp(`edge_count ${message.source}`)));
    });
  }
  for (const rootIndex of [-6, 1, 18, 0.5, '0', null]) {
    // null is no number either, but JSON's way to say "none"
    it(`${rootIndex === null ? 'takes' : 'refuses'} the root ${JSON.stringify(rootIndex)}`, () => {
      const input = written({ header: { root_index: rootIndex } });
      if (rootIndex === null) assert.equal(readInChunks(heapSnapshotImporter, Buffer.from(input), 64).heap.rootNode, 0);
      else checkRefused(input, unsupported(/root_index is .*, which is not the start of one of 3 nodes of 6 fields/));
    });
  }
});

describe('heapSnapshotImporter, damaged sections', () => {
  const NODES = '"nodes":[9,0,1,0,2,0,3,1,3,8,1,0,3,2,5,8,1,0]';
  const EDGES = '"edges":[2,1,6,2,2,12,2,2,12,1,0,6]';
  const malformed = (message: RegExp, at: string): Expected => ({ code: 'malformedInput', message, at });

  it('is tried on the file that these tests believe it is', () => {
    assert.ok(written().includes(NODES) && written().includes(EDGES) && written().includes('"strings":["","a","b"]'), written());
  });

  const nodesBecome = (numbers: string, header: SnapshotOptions['header'] = {}): string => changed(NODES, `"nodes":[${numbers}]`, written({ header }));
  it('counts too few nodes', () => checkRefused(written({ header: { node_count: 4 } }), { code: 'wrongCounts', message: /node_count is 4 but there are 3 nodes/, byteOffset: written().indexOf(NODES) + NODES.length - 1 }));
  it('counts too many nodes', () => checkRefused(written({ header: { node_count: 2 } }), { code: 'wrongCounts', message: /node_count is 2 but there are more nodes/, at: '3,2,5,8,1,0]' }));
  it('counts too few edges', () => checkRefused(changed(EDGES, '"edges":[2,1,6,2,2,12,2,2,12]'), { code: 'wrongCounts', message: /edge_count is 4 but there are 3 edges/, byteOffset: written().indexOf(EDGES) + '"edges":[2,1,6,2,2,12,2,2,12'.length }));
  it('counts too many edges', () => checkRefused(changed(EDGES, EDGES.replace(']', ',2,1,0]')), { code: 'wrongCounts', message: /edge_count is 4 but there are more edges/, at: '2,1,0]' }));
  it('compares the edges that nodes claim with the header', () => checkRefused(written({ header: { edge_count: 5 } }), { code: 'wrongCounts', message: /edge_count is 5 but the nodes claim 4 edges/, byteOffset: written().indexOf(NODES) + NODES.length - 1 }));

  it('refuses a node array that ends inside a node', () => checkRefused(nodesBecome('9,0,1,0,2,0,3,1,3'), malformed(/an array ends inside a record: 3 of 6 numbers/, '],\n"edges"')));
  it('refuses a comma before the end', () => checkRefused(changed(NODES, NODES.replace(']', ',]')), malformed(/expected a number but found "\]"/, '],\n"edges"')));
  it('refuses a comma at the beginning', () => checkRefused(changed(NODES, NODES.replace('[', '[,')), malformed(/expected a number but found ","/, ',9,0,1')));
  it('refuses two commas', () => checkRefused(nodesBecome('9,0,,1,0,2,0'), malformed(/expected a number but found ","/, ',1,0,2')));
  it('refuses a missing comma', () => checkRefused(nodesBecome('9,0 1,0,2,0'), malformed(/expected "," but found "1"/, '1,0,2,0')));
  it('refuses a missing comma between nodes', () => checkRefused(nodesBecome('9,0,1,0,2,0 3,1,3,8,1,0'), malformed(/expected "," or "\]" but found "3"/, '3,1,3')));
  for (const value of ['1.5', '1e3', '0x1']) it(`refuses the number ${value}`, () => checkRefused(nodesBecome(`9,0,${value},0,2,0`), malformed(/expected "," but found "[.ex]"/, value.slice(1))));
  for (const value of ['"1"', 'null', 'true', '-', '[1]', '{}']) it(`refuses ${value} for a number`, () => checkRefused(nodesBecome(`9,0,${value},0,2,0`), malformed(/expected a number but found/, value === '-' ? ',0,2,0]' : `${value},0,2`)));
  it('refuses a NUL', () => checkRefused(nodesBecome('9,0,\0,0,2,0'), malformed(/expected a number but found byte 0x00/, '\0')));
  it('refuses numbers that no double holds', () => checkRefused(nodesBecome('9,0,1,9007199254740993,2,0'), malformed(/a number has 16 digits, more than are exact/, '9007199254740993')));
  it('refuses an id of more than 32 bits', () => checkRefused(nodesBecome('9,0,4294967296,0,2,0'), malformed(/node 0 has a number out of range: name 0, id 4294967296/, '9,0,4294967296')));
  it('refuses a negative size', () => checkRefused(nodesBecome('9,0,1,0,2,0,3,1,3,-8,1,0'), malformed(/node 1 has a number out of range: .* self_size -8/, '3,1,3,-8')));
  it('refuses a node whose name is no string', () => checkRefused(changed(NODES, NODES.replace('3,1,3', '3,17,3')), malformed(/a node is named by string 17 but there are 3 strings/, '3,17,3')));

  it('refuses an edge between the beginnings of nodes', () => checkRefused(changed(EDGES, EDGES.replace('2,2,12,2', '2,2,13,2')), malformed(/edge 1 leads to 13, which is not the start of one of 3 nodes of 6 fields/, '2,2,13')));
  it('refuses an edge beyond the nodes', () => checkRefused(changed(EDGES, EDGES.replace('1,0,6', '1,0,18')), malformed(/edge 3 leads to 18/, '1,0,18')));
  it('refuses an edge before the nodes', () => checkRefused(changed(EDGES, EDGES.replace('1,0,6', '1,0,-6')), malformed(/edge 3 leads to -6/, '1,0,-6')));
  it('refuses an edge to beyond 32 bits', () => checkRefused(changed(EDGES, EDGES.replace('1,0,6', '1,0,25769803776')), malformed(/edge 3 leads to 25769803776/, '1,0,25769803776')));
  it('refuses an edge whose name is no string', () => checkRefused(changed(EDGES, EDGES.replace('2,1,6', '2,3,6')), malformed(/an edge is named by string 3 but there are 3 strings/, '2,3,6')));
  it('refuses an edge whose number has more than 32 bits', () => checkRefused(changed(EDGES, EDGES.replace('1,0,6', '1,4294967296,6')), malformed(/edge 3 has the name 4294967296/, '1,4294967296,6')));

  it('refuses an allocation function whose name is no string', () => {
    const sections = { trace_function_infos: [0, 0, 0, 0, -1, -1, 1, 9, 0, 0, 0, 0], trace_tree: [1, 0, 0, 0, []] };
    checkRefused(written({ sections }), malformed(/an allocation function is named by string 9 but there are 3 strings/, '0,0,0,0,-1,-1'));
  });
  for (const [tree, message, at] of [
    ['[1,0,0,0]', /ends after 4 of 5 values/, ']'],
    ['[1,0,[]]', /expected a number but found "\["/, '[]]'],
    ['[1,0,0,0,5]', /expected a list of children but found "5"/, '5]'],
    ['[1,0,0,0,[],]', /expected a number but found "\]"/, ']'],
    ['[1,0,0,0,[2,0,0,0,[]]}', /expected "," or "\]" but found "}"/, '}'],
    ['7', /expected "\[" but found "7"/, '7'],
  ] as const) {
    it(`refuses the call tree ${tree}`, () => {
      const input = changed('"trace_tree":[]', `"trace_tree":${tree}`);
      const from = input.indexOf('"trace_tree":') + '"trace_tree":'.length;
      checkRefused(input, { code: 'malformedInput', message, byteOffset: from + tree.lastIndexOf(at) });
    });
  }

  it('refuses strings that are none', () => checkRefused(changed('["","a","b"]', '["",7]'), malformed(/expected a string but found "7"/, '7]')));
  it('refuses a comma after the last string', () => checkRefused(changed('["","a","b"]', '["",]'), malformed(/expected a string but found "\]"/, ']}\n')));
  it('refuses strings without a comma', () => checkRefused(changed('["","a","b"]', '["" "a"]'), malformed(/expected "," or "\]" but found """/, '"a"]}')));

  for (const section of ['nodes', 'edges', 'strings']) {
    it(`misses the section ${section}`, () => checkRefused(written({ sections: { [section]: undefined } }), malformed(new RegExp(`the section ${section} is missing`), '"snapshot"')));
  }
  it('refuses a section that comes twice', () => checkRefused(written().replace(/\}\n$/, ',"nodes":[]}'), { code: 'malformedInput', message: /two sections "nodes"/, byteOffset: written().length - '}\n'.length + 1 }));
  it('takes no built-in property for a section that was there', () => assert.ok(readInChunks(heapSnapshotImporter, Buffer.from(written({ sections: { toString: 1, layout: 2 } })), 64)));
  it('refuses anything behind the end', () => checkRefused(`${written()}{}`, { code: 'malformedInput', message: /expected the end of the file but found "\{"/, byteOffset: written().length }));
  it('refuses a key that never ends', () => checkRefused(written().replace(/\}\n$/, `,"${'k'.repeat(400)}":1}`), { code: 'malformedInput', message: /a key never ends/, byteOffset: written().length - '}\n'.length + 1 }));
});

describe('heapSnapshotImporter, lies about size', () => {
  it('allocates what the input can hold, not what the header claims', () => {
    const text = written({ header: { node_count: 268_000_000, edge_count: 4_000_000_000 } });
    for (const inputBytes of [text.length, undefined]) {
      const before = process.memoryUsage().rss;
      assert.throws(() => {
        const reader = heapSnapshotImporter.createReader({ ...(inputBytes === undefined ? {} : { inputBytes }), cancel: NEVER_CANCELLED });
        reader.push(Buffer.from(text));
      }, { code: 'wrongCounts' });
      // What is reserved and never written to is no memory.
      const growth = process.memoryUsage().rss - before;
      assert.ok(growth < 100e6, `${growth} bytes were taken`);
    }
  });

  it('grows beyond what the input was said to hold', () => {
    const heap = readInChunks(heapSnapshotImporter, Buffer.from(written()), 64, 10).heap;
    assert.equal(heap.nodeCount, 3);
  });
});

describe('heapSnapshotImporter, cancelling', () => {
  it('stops in every section', () => {
    const text = written({ sections: { trace_tree: [1, 0, 0, 0, []], samples: [1, 2], novelty: [1] } });
    for (const section of ['"nodes":[', '"edges":[', '"trace_tree":[', '"samples":[', '"locations":[', '"strings":[']) {
      let wanted = true;
      const reader = heapSnapshotImporter.createReader({
        cancel: {
          throwIfCancelled() {
            if (!wanted) throw new HeaplineError('cancelled');
          },
        },
      });
      const cut = text.indexOf(section) + section.length;
      reader.push(Buffer.from(text.slice(0, cut)));
      wanted = false;
      assert.throws(() => reader.push(Buffer.from(text.slice(cut))), { code: 'cancelled' }, section);
    }
  });
});
