/**
 * Nothing ends at 2 GiB, 4 GiB or the longest string of JavaScript: inputs of more than 4 GiB are read, cut and refused at the right byte,
 * and columns on disk are read wherever they are. The inputs are streamed and the files are sparse, so next to nothing is stored.
 */
import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { NEVER_CANCELLED } from '../../analyzer/src/base/cancel.ts';
import type { PagedRows } from '../../analyzer/src/base/numberColumn.ts';
import { createPagedColumn, loadColumn, openColumn } from '../../analyzer/src/columnFile/pagedColumn.ts';
import { openScratchFile, scratchOver, type ScratchFile } from '../../analyzer/src/columnFile/scratchFile.ts';
import { writeColumn } from '../../analyzer/src/columnFile/diskColumn.ts';
import { createColumnStore } from '../../analyzer/src/columnFile/storedColumn.ts';
import { heapSnapshotImporter } from '../../analyzer/src/importers/heapSnapshot/heapSnapshotImporter.ts';
import type { InputPart } from '../../analyzer/src/importers/importer.ts';
import { MAX_LITERAL_BYTES } from '../../analyzer/src/model/byteStringTable.ts';
import { checkHeapGraph } from '../../analyzer/src/model/checkHeapGraph.ts';
import { openStringTable } from '../../analyzer/src/model/openStringTable.ts';
import { drawHeap } from '../analyzer/analysis/drawnHeap.ts';
import { dumpCapture, expectedCapture } from '../analyzer/importers/heapSnapshot/expectedCapture.ts';
import { createLongSnapshot, readStretch } from '../helpers/longSnapshot.ts';
import { writeSnapshot } from '../helpers/snapshotWriter.ts';

const GIB = 2 ** 30;
const BEYOND = 4 * GIB + 12_345;
const CHUNK_BYTES = 1 << 20;

/** Reads `text` with `BEYOND` bytes of white space put in at `place`. */
function readWithSpace(text: string, place: number): ReturnType<typeof dumpCapture> & { diagnostics: unknown } {
  const reader = heapSnapshotImporter.createReader({ inputBytes: text.length + BEYOND, cancel: NEVER_CANCELLED });
  const chunk = Buffer.alloc(CHUNK_BYTES, ' ');
  reader.push(Buffer.from(text.slice(0, place)));
  for (let left = BEYOND; left > 0; left -= CHUNK_BYTES) reader.push(chunk.subarray(0, left));
  reader.push(Buffer.from(text.slice(place)));
  const capture = reader.finish();
  return { ...dumpCapture(capture), diagnostics: capture.diagnostics };
}

describe('a snapshot of more than 4 GiB', function () {
  this.timeout(300_000);
  const { nodes } = drawHeap('root -> a, b · a -> b · b -element 0-> a · b -weak-> root', ({ a, b }) => {
    Object.assign(a!, { place: [7, 41, 12] });
    Object.assign(b!, { kind: 'string', name: 'behind the 4 GiB: ☃', bytes: 5 * GIB });
  });

  it('is read with all its sections behind byte 2^32', () => {
    const missing = 600; // the ordinal 100, of four
    const text = writeSnapshot(nodes, { sections: { locations: [6, 7, 41, 12, missing, 1, 2, 3] } });
    const { diagnostics, ...heap } = readWithSpace(text, text.indexOf('"nodes"'));
    assert.deepEqual(heap, expectedCapture(text));
    assert.deepEqual(diagnostics, [{ code: 'locationOfMissingNode', count: 1, firstByteOffset: text.indexOf(`${missing},1,2,3`) + BEYOND }]);
  });

  it('is refused at the byte that is wrong', () => {
    const right = writeSnapshot(nodes);
    const wrong = right.replace(/("nodes":\[)(\d+),\d+,/, '$1$2,77,');
    assert.notEqual(wrong, right);
    const place = wrong.indexOf('"nodes":[');
    assert.throws(() => readWithSpace(wrong, place), { code: 'malformedInput', message: /named by string 77/, byteOffset: place + '"nodes":['.length + BEYOND });
  });

  describe('with edges up to its end', () => {
    const long = createLongSnapshot(4 * GIB, 1_000_000);
    let parts: InputPart[];
    before(() => {
      parts = heapSnapshotImporter.parts!.cut(long.input, 60);
    });
    const readPart = (part: InputPart, change: (chunk: Uint8Array, byteOffset: number) => void = () => {}): unknown => {
      const reader = heapSnapshotImporter.parts!.createReader(part, { inputBytes: long.input.inputBytes, cancel: NEVER_CANCELLED });
      readStretch(long.input, part, CHUNK_BYTES, (chunk, byteOffset) => {
        change(chunk, byteOffset);
        reader.push(chunk);
      });
      return reader.finish();
    };

    it('is cut where edges begin, all of them beyond 2^32', () => {
      assert.equal(parts.length, 4);
      for (const { startOffset } of parts.slice(1)) assert.equal((startOffset - long.firstEdgeOffset) % long.edgeBytes, 0, `a cut at ${startOffset}`);
      assert.ok(parts[1]!.startOffset > 4 * GIB);
      assert.equal(parts.at(-1)!.endOffset, long.input.inputBytes);
    });

    it('is joined from its parts, every edge as in the file', () => {
      const { heap, diagnostics } = heapSnapshotImporter.parts!.join(parts.map((part) => readPart(part)))!;
      assert.deepEqual(diagnostics, []);
      assert.deepEqual([heap.nodeCount, heap.edgeCount, heap.strings.count], [long.nodeCount, long.edgeCount, long.strings.length]);
      checkHeapGraph(heap);
      const names = loadColumn(heap.columns.nameOrIndexByEdge);
      for (let edge = 0; edge < heap.edgeCount; edge++) {
        const { word, nameOrIndex } = long.edge(edge);
        if (heap.wordByEdge[edge] !== word || names[edge] !== nameOrIndex) assert.fail(`edge ${edge} is ${heap.wordByEdge[edge]}, ${names[edge]} instead of ${word}, ${nameOrIndex}`);
      }
      assert.deepEqual(long.strings.map((_, index) => heap.strings.text(index)), long.strings);
      assert.deepEqual([...heap.locations.nodeByLocation], [...long.locatedNodes]);
    });

    it('is refused at the byte that is wrong in a part', () => {
      const part = parts.at(-2)!;
      const wrongOffset = long.firstEdgeOffset + long.edgeBytes * Math.ceil((part.startOffset + 5e6 - long.firstEdgeOffset) / long.edgeBytes) + 1; // the number behind a comma
      assert.ok(wrongOffset > 4 * GIB && wrongOffset < part.endOffset);
      const damage = (chunk: Uint8Array, byteOffset: number): void => {
        if (wrongOffset >= byteOffset && wrongOffset < byteOffset + chunk.length) chunk[wrongOffset - byteOffset] = 'x'.charCodeAt(0);
      };
      assert.throws(() => readPart(part, damage), { code: 'malformedInput', message: /"x"/, byteOffset: wrongOffset });
    });
  });
});

describe('columns beyond 4 GiB of a file', function () {
  this.timeout(120_000);
  let scratch: ScratchFile;
  beforeEach(() => {
    scratch = openScratchFile()!;
  });
  afterEach(() => scratch.close());
  const rows = (length: number, first: number): Uint32Array => Uint32Array.from({ length }, (_, row) => first + row);

  it('are stored there, as a whole and in pieces, and read across their stretches', () => {
    const { store, sink } = createColumnStore(scratchOver(scratch.file, 5 * GIB, () => {}).reserve(GIB));
    const whole = store(rows(100_000, 0)) as PagedRows;
    const pieces = sink(200_000);
    for (let first = 100_000; first < 300_000; first += 40_000) pieces.append(rows(40_000, first));
    const pieced = pieces.finish() as PagedRows;
    assert.ok([whole, pieced].every(({ stretches: [stretch] }) => stretch!.byteOffset >= 5 * GIB));
    const source = { ...whole, length: 300_000, stretches: [...whole.stretches, ...pieced.stretches] };
    const column = openColumn(source);
    for (const row of [0, 16_383, 16_384, 99_999, 100_000, 165_535, 165_536, 299_999, 5]) assert.equal(column.at(row), row);
    assert.deepEqual(column.slice(99_990, 100_010), rows(20, 99_990));
    assert.deepEqual(Buffer.from(loadColumn(source).buffer, 0, 1_200_000), Buffer.from(rows(300_000, 0).buffer));
  });

  it('can be longer than 4 GiB themselves, and lie in several stretches', () => {
    const longRows = 1_500_000_000; // 6 GB of a hole
    writeColumn(scratch.file, new Uint8Array(rows(20_000, 1).buffer), 4 * (longRows - 20_000));
    writeColumn(scratch.file, new Uint8Array(rows(1000, 20_001).buffer), 7 * GIB);
    const column = createPagedColumn({ file: scratch.file, type: 'uint32', length: longRows + 1000, stretches: [{ byteOffset: 0, length: longRows }, { byteOffset: 7 * GIB, length: 1000 }] });
    assert.equal(column.length, longRows + 1000);
    assert.equal(column.at(longRows - 20_001), 0);
    for (const row of [1, 3616, 3617, 20_000, 20_001, 21_000]) assert.equal(column.at(longRows - 20_001 + row), row);
    assert.deepEqual(column.slice(longRows - 5, longRows + 5), rows(10, 19_996));
    assert.ok(fstatSync(scratch.file).blocks * 512 < 1e6, 'the file is a hole');
  });

  it('may have more than 4 GiB when they are written', () => {
    const nowhere = openSync(devNull, 'r+');
    const { store } = createColumnStore({ file: nowhere, byteOffset: 5 * GIB });
    const length = 540_000_000;
    assert.deepEqual(store(new Float64Array(new SharedArrayBuffer(8 * length))), { file: nowhere, type: 'float64', length, stretches: [{ byteOffset: 5 * GIB, length }] });
    closeSync(nowhere);
  });
});

describe('a table of more than 2 GiB of strings', function () {
  this.timeout(120_000);
  const texts = ['Planted', 'caf\\u00e9', 'PlantedTree', '☃'];
  let scratch: ScratchFile;
  beforeEach(() => {
    scratch = openScratchFile()!;
  });
  afterEach(() => scratch.close());

  /** A table of one string of `longBytes` NUL bytes and those above. */
  const tableBehind = (longBytes: number): ReturnType<typeof openStringTable> => {
    const bytes = Buffer.from(texts.join(''));
    writeColumn(scratch.file, bytes, 5 * GIB + longBytes);
    const ends = Uint32Array.from([...texts.keys()], (index) => longBytes + Buffer.byteLength(texts.slice(0, index + 1).join('')));
    const length = longBytes + bytes.length;
    return openStringTable({
      bytes: { file: scratch.file, type: 'uint8', length, stretches: [{ byteOffset: 5 * GIB, length }] },
      ends: createColumnStore({ file: scratch.file, byteOffset: 0 }).store(Uint32Array.of(longBytes, ...ends)),
    });
  };

  it('is decoded from disk up to its last byte', () => {
    const strings = tableBehind(4 * GIB - 100);
    assert.deepEqual([1, 2, 3, 4].map(strings.text), ['Planted', 'café', 'PlantedTree', '☃']);
  });

  it('is loaded and searched', () => {
    assert.deepEqual(tableBehind(2 * GIB + 5).findContaining('Plant'), [1, 3]);
  });

  it('cuts what is longer than a string can be', () => {
    const text = tableBehind(2 * GIB + 5).text(0);
    assert.equal(text.length, MAX_LITERAL_BYTES);
    assert.ok(text.endsWith('\0'));
  });
});
