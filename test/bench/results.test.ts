/** The tables of the bench: medians, ratios to Heapline, failures with their reason, columns only of what was measured. */
import assert from 'node:assert/strict';
import { medianReport, type FileLoads } from './loads.ts';
import { loadTable, questionTables } from './results.ts';
import { grouped, markdownTable, threeDigits } from './textTable.ts';
import { HEAPLINE, MEMLAB, VSCODE_PARSER } from './peers.ts';

const cost = (wallMs: number, peakBytes: number) => ({ wallMs, cpuMs: wallMs, peakBytes, readBytes: 101e6, writtenBytes: 50e6 });
const file: FileLoads = {
  size: 100,
  fileBytes: 100e6,
  nodeCount: 1_234_567,
  edgeCount: 4e6,
  runCount: 1,
  loads: [
    { tool: HEAPLINE, report: cost(500, 200e6) },
    { tool: MEMLAB, report: cost(2000, 500e6) },
    { tool: VSCODE_PARSER, report: null, error: 'invalid profile JSON' },
  ],
};
const cellsOf = (table: string, line: number): string[] => table.split('\n')[line]!.split('|').slice(1, -1).map((cell) => cell.trim());

describe('tables of the bench', () => {
  it('put every tool beside Heapline, and say why one failed', () => {
    const table = loadTable([file]);
    assert.deepEqual(cellsOf(table, 2), ['100', grouped(1_234_567), grouped(4e6), HEAPLINE, '0.500', '0.500', '200', '2.00', '1.01', '0.50', '', '']);
    assert.deepEqual(cellsOf(table, 3), ['', '', '', MEMLAB, '2.00', '2.00', '500', '5.00', '1.01', '0.50', '4.00', '2.50']);
    assert.equal(cellsOf(table, 4)[3], `${VSCODE_PARSER}: fails, invalid profile JSON`);
  });

  it('have columns of what was measured only', () => {
    const tables = questionTables([file], [{ size: 100, scan: { ...cost(1, 1), readMs: 20, sumMs: 150 }, requests: { ...cost(1, 1), pathMs: 12 }, reopening: null }]).split('\n\n');
    assert.deepEqual(tables.map((table) => cellsOf(table, 0)), [['file, MB', 'plain read, ms', 'sum of bytes, ms'], ['file, MB', 'slowest path, ms']]);
  });

  it('are made of medians, value by value', () => {
    assert.deepEqual(medianReport([cost(3, 10), { ...cost(1, 30), readBytes: null }, cost(2, 20)]), { wallMs: 2, cpuMs: 2, peakBytes: 20, readBytes: 101e6, writtenBytes: 50e6 });
    assert.equal(medianReport([]), null);
  });

  it('are aligned', () => {
    assert.equal(markdownTable(['name', 'n'], [['a', '10']]), '| name |   n |\n| ---- | --: |\n| a    |  10 |');
    assert.deepEqual([0.1234, 1.234, 12.34, 123.4].map(threeDigits), ['0.123', '1.23', '12.3', '123']);
  });
});
