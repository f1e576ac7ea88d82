/** Files in every layout that V8 has written, read exactly as JSON.parse would. */
import assert from 'node:assert/strict';
import { heapSnapshotImporter } from '../../../../analyzer/src/importers/heapSnapshot/heapSnapshotImporter.ts';
import type { Capture } from '../../../../analyzer/src/model/capture.ts';
import type { DiagnosticCode } from '../../../../analyzer/src/model/importDiagnostics.ts';
import { NODE_FIELDS, writeSnapshot, type SnapshotOptions, type WrittenNode } from '../../../helpers/snapshotWriter.ts';
import { drawHeap } from '../../analysis/drawnHeap.ts';
import { checkImporter, readInChunks } from '../checkImporter.ts';
import { dumpCapture, expectedCapture } from './expectedCapture.ts';

const LEAK = `
  root -> server, gc
  root -shortcut global-> server
  server -> clients, handler
  clients -element 0-> first
  clients -element 4294967295-> second
  first -weak-> gc
  handler -context clients-> clients
  handler -hidden 3-> first
  first -internal map-> shape
  handler: closure "onRequest" 64 @4294967295
  shape: object shape "system / Map" 80
  gc: synthetic "(GC roots)"
  second: string "two" 5368709120`;

const drawing = (adjust: Parameters<typeof drawHeap>[1] = () => {}): readonly WrittenNode[] => drawHeap(LEAK, adjust).nodes;

/** Writes the heap, reads it in every way and compares with JSON.parse. Returns the capture. */
function check(nodes: readonly WrittenNode[], options: SnapshotOptions = {}, expectedDiagnostics: Partial<Record<DiagnosticCode, number>> = {}): Capture {
  const text = writeSnapshot(nodes, options);
  const capture = checkImporter(heapSnapshotImporter, Buffer.from(text), 'some.heapsnapshot');
  assert.deepEqual(dumpCapture(capture), expectedCapture(text));
  assert.deepEqual(Object.fromEntries(capture.diagnostics.map(({ code, count }) => [code, count])), expectedDiagnostics);
  return capture;
}

describe('heapSnapshotImporter, layouts', function () {
  this.timeout(60_000);

  for (const [version, nodeFields] of Object.entries(NODE_FIELDS)) {
    for (const newlines of ['none', 'records', 'everywhere'] as const) {
      it(`reads ${nodeFields.length} node fields (${version}), line feeds: ${newlines}`, () => {
        const { heap } = check(drawing(), { nodeFields, newlines });
        assert.equal(heap.traceNodeIdByNode !== null, version !== 'since24');
        assert.equal(heap.detachednessByNode !== null, version !== 'ancient');
      });
    }
  }

  it('finds fields by name wherever they are, and passes over unknown ones', () => {
    check(drawing(), { nodeFields: ['edge_count', 'age', 'self_size', 'id', 'detachedness', 'type', 'name'], edgeFields: ['to_node', 'colour', 'type', 'name_or_index'] }, { unknownField: 2 });
  });

  it('reads sizes beyond 4 GiB, ids and indexes of 32 bits', () => {
    const { heap } = check(drawing());
    assert.equal(Math.max(...heap.selfBytesByNode), 5_368_709_120);
    assert.ok(heap.nodeIdByNode.slice(0, heap.nodeCount).includes(0xffffffff));
    assert.ok(heap.nameOrIndexByEdge.slice(0, heap.edgeCount).includes(0xffffffff));
  });

  it('reads states of detachment, allocation stacks of nodes and extra native bytes', () => {
    const nodes = drawing(({ server, first }) => {
      Object.assign(server!, { kind: 'native', detachedness: 2, traceNodeId: 3 });
      Object.assign(first!, { kind: 'native', detachedness: 1 });
    });
    check(nodes, { nodeFields: NODE_FIELDS.upTo22, header: { extra_native_bytes: 123_456_789_012 } });
  });

  it('takes a state of detachment that does not exist for unknown', () => {
    const text = writeSnapshot(drawing(({ server }) => Object.assign(server!, { detachedness: 9 })));
    const { heap } = checkImporter(heapSnapshotImporter, Buffer.from(text), 'x');
    assert.deepEqual([...heap.detachednessByNode!], Array<number>(heap.nodeCount).fill(0));
  });

  it('reads a root that is the last node', () => {
    const nodes = drawing();
    assert.equal(check(nodes, { header: { root_index: (nodes.length - 1) * 6 } }).heap.rootNode, nodes.length - 1);
  });

  it('keeps nodes and edges of unknown kinds, and counts them', () => {
    const nodes = drawing().map(({ kind, edges, ...node }) => ({
      ...node,
      kind: kind === 'closure' ? 'hologram' : kind,
      edges: edges.map((edge) => ({ ...edge, kind: edge.kind === 'context' ? 'wormhole' : edge.kind })),
    }));
    check(nodes, { nodeTypes: ['synthetic', 'object', 'string', 'object shape', 'hologram'], edgeTypes: ['property', 'element', 'hidden', 'weak', 'shortcut', 'internal', 'wormhole'] }, { unknownNodeKind: 1, unknownEdgeKind: 1 });
  });

  it('keeps nodes whose type is beyond the list', () => {
    const text = writeSnapshot(drawing(({ server }) => Object.assign(server!, { kind: 'synthetic' }))).replace('"synthetic",', '');
    assert.ok(checkImporter(heapSnapshotImporter, Buffer.from(text), 'x').heap.nodeCount > 0);
  });

  it('sorts locations by node, and the last of one node wins', () => {
    const locations = [18, 5, 30, 2, 6, 5, 10, 0, 18, 6, 31, 3, 12, 7, 0, 0];
    const { heap } = check(drawing(), { sections: { locations } });
    assert.deepEqual([...heap.locations.nodeByLocation], [1, 2, 3]);
    assert.deepEqual([...heap.locations.lineByLocation], [10, 0, 31]);
  });

  it('leaves out locations of nodes that do not exist', () => {
    const { heap } = check(drawing(), { sections: { locations: [6, 1, 2, 3, 6000, 1, 2, 3] } }, { locationOfMissingNode: 1 });
    assert.equal(heap.locations.count, 1);
  });

  it('reads the locations of Chrome 156, which have a fifth field in the middle, and passes over its scopes', () => {
    check(drawing(({ handler }) => Object.assign(handler!, { place: [7, 41, 12] })), {
      locationFields: ['object_index', 'script_id', 'script_object_index', 'line', 'column'],
      sections: { scopes: [1, [2, 3]], scope_context_vars: [], scope_uses: [] },
      order: ['snapshot', 'nodes', 'edges', 'trace_function_infos', 'trace_tree', 'samples', 'locations', 'scopes', 'scope_context_vars', 'scope_uses', 'strings'],
    });
  });

  it('passes over sections that it does not know, whatever they hold', () => {
    for (const value of [null, true, -1.5e300, 'text with ] } " and \\', [], {}, [{ a: ['}'] }, [[]]], { nested: { '"': [1] } }]) {
      check(drawing(), { sections: { novelty: value } }, { unknownSection: 1 });
    }
  });

  it('reads sections in any order, once the header is known', () => {
    check(drawing(), { order: ['snapshot', 'strings', 'locations', 'edges', 'trace_tree', 'samples', 'nodes'] });
  });

  it('reads files without the sections that only some versions write', () => {
    const absent = { trace_function_infos: undefined, trace_tree: undefined, samples: undefined, locations: undefined };
    assert.equal(check(drawing(), { sections: absent }).allocations, null);
  });

  it('reads a heap without edges, and one without names', () => {
    check([{ kind: 'synthetic', name: '', id: 1, bytes: 0, edges: [] }]);
  });

  it('reads white space that is longer than what it holds at a time, between sections and between records', () => {
    const space = ' '.repeat(3 << 20);
    const text = writeSnapshot(drawing(), { newlines: 'records' });
    const placeIn = (key: string): number => text.indexOf('\n,', text.indexOf(`"${key}":[`));
    for (const place of [text.indexOf('"nodes"'), placeIn('nodes'), placeIn('edges'), text.indexOf(']', text.indexOf('"edges":['))]) {
      const spread = `${text.slice(0, place)}${space}${text.slice(place)}`;
      assert.deepEqual(dumpCapture(readInChunks(heapSnapshotImporter, Buffer.from(spread), 65_536)), expectedCapture(text));
    }
  });

  it('reads a file behind a byte order mark and before white space', () => {
    const text = writeSnapshot(drawing());
    const bytes = Buffer.from(`\ufeff ${text} \n\r\t`);
    assert.ok(heapSnapshotImporter.sniff(bytes, 'x'));
    for (const chunkBytes of [1, 2, 3, 7, bytes.length]) assert.deepEqual(dumpCapture(readInChunks(heapSnapshotImporter, bytes, chunkBytes)), expectedCapture(text));
  });
});

describe('heapSnapshotImporter, strings', function () {
  this.timeout(60_000);
  const named = (name: string): WrittenNode[] => [{ kind: 'synthetic', name, id: 1, bytes: 0, edges: [] }];

  for (const name of ['', 'plain', '"', '\\', '\\"', '\\\\', 'end\\', '\n\t\b\f\r', '\u0000\u001f\u007f', 'snow ☃', '\u{1f600}', 'lone \ud83d', '\udf04 lone', '\u2028', '],"nodes":[', 'x'.repeat(1026)]) {
    it(`reads ${JSON.stringify(name.slice(0, 20))} as JSON.parse does`, () => {
      assert.equal(check(named(name)).heap.strings.text(0), name);
    });
  }

  it('reads UTF-8 that is not escaped, and escapes of every form', () => {
    const text = writeSnapshot(named('HERE')).replace('HERE', 'ü☃😀 \\u00fC\\/\\b\\f\\n\\r\\t\\"\\\\');
    assert.equal(checkImporter(heapSnapshotImporter, Buffer.from(text), 'x').heap.strings.text(0), 'ü☃😀 ü/\b\f\n\r\t"\\');
  });
});

describe('heapSnapshotImporter, allocations', function () {
  this.timeout(60_000);
  const infos = [0, 0, 0, 0, -1, -1, 1, 1, 2, 5, 10, 3, 2, 3, 2, 5, 20, 4];
  const tree = [1, 0, 0, 0, [2, 1, 5, 4096, [3, 2, 1, 16, [], 4, 1, 2, 32, []], 5, 2, 7, 9_007_199_254, []]];
  const sections = { trace_function_infos: infos, trace_tree: tree, samples: [1000, 7, 2_000_000_000_000, 4_294_967_295] };

  it('reads functions, the call tree and the timeline', () => {
    const { allocations } = check(drawing(), { header: { trace_function_count: 3 }, sections });
    assert.equal(allocations!.functionCount, 3);
    assert.deepEqual([...allocations!.nameByFunction], [0, 1, 3]);
    assert.deepEqual([...allocations!.lineByFunction], [-1, 10, 20]);
    assert.deepEqual([...allocations!.columnByFunction], [-1, 3, 4]);
  });

  it('reads the header of a program that recorded itself, which counts too few functions', () => {
    const { allocations } = check(drawing(), { header: { trace_function_count: 1 }, sections }, { traceFunctionCountTooSmall: 2 });
    assert.equal(allocations!.functionCount, 3);
  });

  it('gives allocations of functions that the file does not hold to the root', () => {
    const text = writeSnapshot(drawing(), { header: { trace_function_count: 2 }, sections: { ...sections, trace_function_infos: infos.slice(0, 12) } });
    const { allocations, diagnostics } = checkImporter(heapSnapshotImporter, Buffer.from(text), 'x');
    assert.deepEqual([...allocations!.functionByTreeNode], [0, 1, 0, 1, 0]);
    assert.deepEqual(diagnostics.map(({ code, count }) => [code, count]), [['allocationOfMissingFunction', 2]]);
  });

  it('reads a call tree of any depth', () => {
    const depth = 100_000;
    let text = '';
    for (let id = 1; id <= depth; id++) text += `[${id},0,1,8,`;
    const json = writeSnapshot(drawing(), { header: { trace_function_count: 1 }, sections: { trace_function_infos: infos.slice(0, 6), trace_tree: 'TREE' } }).replace('"TREE"', `${text}[]${']'.repeat(depth)}`);
    const { allocations } = checkImporter(heapSnapshotImporter, Buffer.from(json), 'x');
    assert.equal(allocations!.treeNodeCount, depth);
    assert.equal(allocations!.parentByTreeNode[depth - 1], depth - 2);
  });
});
