/** The one check of every importer: recognised, the same in chunks of any size, whole, and never content with less than the whole file. */
import assert from 'node:assert/strict';
import { HeaplineError, type ErrorCode } from '../../../analyzer/protocol/errors.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { importerFor } from '../../../analyzer/src/importers/index.ts';
import type { Importer } from '../../../analyzer/src/importers/importer.ts';
import type { Capture } from '../../../analyzer/src/model/capture.ts';
import { checkHeapGraph } from '../../../analyzer/src/model/checkHeapGraph.ts';
import { inChunks } from '../../helpers/inChunks.ts';

const SNIFFED_BYTES = 4096;
/** Above this many bytes single bytes and every prefix take too long; pieces and some prefixes remain. */
const SMALL_BYTES = 20_000;

/** What may be said of a file that ends too early. */
const TRUNCATED: readonly ErrorCode[] = ['truncatedInput', 'emptyFile'];

/** Reads `bytes` with the importer that recognises them, in every way there is; returns what all ways agree on. */
export function checkImporter(importer: Importer, bytes: Uint8Array, fileName: string): Capture {
  assert.equal(importerFor(bytes.subarray(0, SNIFFED_BYTES), fileName), importer, 'recognised by name and content');
  assert.equal(importerFor(bytes.subarray(0, SNIFFED_BYTES), 'renamed.bin'), importer, 'recognised by content alone');
  const whole = readInChunks(importer, bytes, bytes.length);
  checkHeapGraph(whole.heap);
  for (const chunkBytes of bytes.length <= SMALL_BYTES ? [1, 7, 65_536] : [1021, 65_536]) {
    const capture = readInChunks(importer, bytes, chunkBytes);
    assertSameCapture(capture, whole, `in chunks of ${chunkBytes}`);
  }
  assertSameCapture(readInChunks(importer, bytes, 4096, undefined), whole, 'without a known length');
  for (const count of [2, 3, 5]) assertSameCapture(readInParts(importer, bytes, count), whole, `in ${count} parts`);
  checkPrefixes(importer, bytes);
  return whole;
}

/** The capture in `bytes`, read in as many parts as it can be cut into, at most `count`. */
function readInParts(importer: Importer, bytes: Uint8Array, count: number): Capture {
  const parts = importer.parts!.cut({ inputBytes: bytes.length, readAt: (byteOffset, length) => bytes.subarray(byteOffset, byteOffset + length) }, count);
  const results = parts.map((part) => {
    const reader = importer.parts!.createReader(part, { inputBytes: bytes.length, cancel: NEVER_CANCELLED });
    for (const chunk of inChunks(bytes.subarray(part.startOffset, part.endOffset), 100_003)) reader.push(chunk);
    return reader.finish();
  });
  const capture = importer.parts!.join(results);
  assert.ok(capture, `${parts.length} parts fit together`);
  return capture;
}

/** The capture in `bytes`. `inputBytes`: what the reader is told of the length. */
export function readInChunks(importer: Importer, bytes: Uint8Array, chunkBytes: number, inputBytes: number | undefined = bytes.length): Capture {
  const reader = importer.createReader({ ...(inputBytes === undefined ? {} : { inputBytes }), cancel: NEVER_CANCELLED });
  for (const chunk of inChunks(bytes, chunkBytes)) reader.push(chunk);
  return reader.finish();
}

/** A file that is cut anywhere before its last visible byte is said to be cut there. */
function checkPrefixes(importer: Importer, bytes: Uint8Array): void {
  const lengths = bytes.length <= SMALL_BYTES ? Array.from(bytes.keys()) : [0, 1, 100, 4096, 65_536, Math.floor(bytes.length / 2), Math.floor(bytes.length * 0.9)];
  const end = Buffer.from(bytes).toString('latin1').trimEnd().length;
  for (const length of lengths.filter((candidate) => candidate < end)) {
    assert.throws(
      () => readInChunks(importer, bytes.subarray(0, length), Math.max(1, length)),
      (error) => error instanceof HeaplineError && TRUNCATED.includes(error.code) && error.byteOffset === length,
      `cut after ${length} of ${bytes.length} bytes`,
    );
  }
}

/** Columns are compared as bytes: a capture of a real program has millions of rows. */
export function assertSameCapture(actual: Capture, expected: Capture, how: string): void {
  assert.deepEqual(columnsOf(actual.heap.columns), columnsOf(expected.heap.columns), `the same heap ${how}`);
  assert.deepEqual(columnsOf(actual.heap.locations), columnsOf(expected.heap.locations), `the same locations ${how}`);
  assert.deepEqual(actual.allocations && columnsOf(actual.allocations), expected.allocations && columnsOf(expected.allocations), `the same allocations ${how}`);
  assert.equal(actual.heap.strings.count, expected.heap.strings.count, `the same number of strings ${how}`);
  for (let index = 0; index < expected.heap.strings.count; index++) {
    if (actual.heap.strings.text(index) !== expected.heap.strings.text(index)) assert.fail(`string ${index} differs ${how}`);
  }
  assert.deepEqual(actual.diagnostics, expected.diagnostics, `the same diagnostics ${how}`);
}

function columnsOf(table: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table)
      .filter(([, value]) => typeof value === 'number' || value === null || ArrayBuffer.isView(value))
      .map(([name, value]) => [name, ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value]),
  );
}
