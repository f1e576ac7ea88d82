/**
 * What it costs to write and read columns in a file, against the same reads and writes without checksums.
 * Run: npx tsx test/bench/indexFileCost.ts [gigabytes, 1]
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryColumn, type NumberColumn } from '../../analyzer/src/base/numberColumn.ts';
import { checksumOf } from '../../analyzer/src/indexFile/checksum.ts';
import { openColumnFile } from '../../analyzer/src/indexFile/columnFile.ts';
import { createColumnFile } from '../../analyzer/src/indexFile/columnFileWriter.ts';
import { bytesOf, createRows } from '../../analyzer/src/indexFile/columnTypes.ts';
import { readFully, writeFully } from '../../analyzer/src/indexFile/disk.ts';

const FORMAT = { magic: 'BENCH COLUMNS', version: 1 };
const COLUMN_COUNT = 16;
const PIECE_ROWS = 4096;
const BLOCK_BYTES = 1 << 20;
const ROUNDS = 3;

const gigabytes = Number(process.argv[2] ?? 1);
const rowCount = Math.floor((gigabytes * 1e9) / 4 / COLUMN_COUNT);
const totalBytes = rowCount * 4 * COLUMN_COUNT;
const column = createRows('uint32', rowCount, SharedArrayBuffer).map((_, row) => Math.imul(row, 2_654_435_761));
const names = Array.from({ length: COLUMN_COUNT }, (_, index) => `column ${index}`);

const folder = mkdtempSync(join(tmpdir(), 'heapline-columns-'));
try {
  const [plain, path] = [join(folder, 'plain'), join(folder, 'a.index')];
  console.log(`${(totalBytes / 1e6).toFixed(0)} MB in ${COLUMN_COUNT} columns, Node ${process.version}, in the cache of the operating system; MB/s of ${ROUNDS} rounds`);
  speed('checksums alone', () => names.forEach(() => checksumBlocks(bytesOf(column))));
  speed('write, plain', () => inFile(plain, 'w', (file) => names.forEach((_, index) => writeBlocks(file, bytesOf(column), index * column.byteLength))));
  speed('write, column by column', writeWhole(path));
  speed('write, in turns', writeInTurns(path));
  readAll(plain, path, 'written in turns');
  writeWhole(path)();
  readAll(plain, path, 'written whole');
  rows(path);
} finally {
  rmSync(folder, { recursive: true });
}

function writeWhole(path: string): () => void {
  return () => {
    const writer = createColumnFile(path, FORMAT);
    for (const name of names) writer.add(name, column);
    writer.finish({});
  };
}

function writeInTurns(path: string): () => void {
  return () => {
    const writer = createColumnFile(path, FORMAT);
    const appenders = names.map((name) => writer.begin(name, 'uint32'));
    for (let row = 0; row < rowCount; row += PIECE_ROWS) for (const appender of appenders) appender.append(column.subarray(row, row + PIECE_ROWS));
    for (const appender of appenders) appender.end();
    writer.finish({});
  };
}

function readAll(plain: string, path: string, how: string): void {
  speed('read, plain', () => inFile(plain, 'r', (file) => names.forEach((_, index) => readBlocks(file, createRows('uint32', rowCount, SharedArrayBuffer), index * column.byteLength))));
  const startMs = performance.now();
  const file = openColumnFile(path, FORMAT);
  console.log(`open: ${(performance.now() - startMs).toFixed(1)} ms, ${statSync(path).size - totalBytes} bytes more than the rows`);
  speed(`read and verify, ${how}`, () => names.forEach((name) => file.read(name, 'uint32')));
  file.close();
}

function rows(path: string): void {
  const file = openColumnFile(path, FORMAT);
  const paged = file.paged(names[0]!, 'uint32');
  nanoseconds('at(), rows in order, in memory', memoryColumn(column), 10_000_000, (call) => call % rowCount);
  nanoseconds('at(), rows in order, in the file', paged, 10_000_000, (call) => call % rowCount);
  nanoseconds('at(), any of 128 pages', paged, 10_000_000, (call) => Math.imul(call, 2_654_435_761) >>> 11);
  nanoseconds('at(), any row', paged, 20_000, (call) => (Math.imul(call, 2_654_435_761) >>> 0) % rowCount);
  file.close();
}

function speed(what: string, work: () => void): void {
  const speeds = Array.from({ length: ROUNDS }, () => {
    const startMs = performance.now();
    work();
    return totalBytes / 1e3 / (performance.now() - startMs);
  });
  console.log(`${what.padEnd(40)} ${speeds.map((perSecond) => perSecond.toFixed(0).padStart(6)).join('')}`);
}

function nanoseconds(what: string, rowsOf: NumberColumn, calls: number, rowOf: (call: number) => number): void {
  let sum = 0;
  const startMs = performance.now();
  for (let call = 0; call < calls; call++) sum += rowsOf.at(rowOf(call));
  const perCall = ((performance.now() - startMs) * 1e6) / calls;
  console.log(`${what.padEnd(40)} ${perCall.toFixed(perCall < 100 ? 1 : 0)} ns (${sum % 10})`);
}

function inFile(path: string, flags: string, use: (file: number) => void): void {
  const file = openSync(path, flags);
  use(file);
  closeSync(file);
}

function checksumBlocks(bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length; start += 65_536) checksumOf(bytes.subarray(start, start + 65_536));
}

function writeBlocks(file: number, bytes: Uint8Array, byteOffset: number): void {
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) writeFully(file, bytes.subarray(start, start + BLOCK_BYTES), byteOffset + start);
}

function readBlocks(file: number, rowsRead: Uint32Array, byteOffset: number): void {
  const bytes = bytesOf(rowsRead);
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) readFully(file, bytes.subarray(start, start + BLOCK_BYTES), byteOffset + start);
}
