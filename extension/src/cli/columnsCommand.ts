/** `columns FILE --out DIR`: the derived columns as plain arrays, so that anyone can compare us with another analyser. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join, resolve } from 'node:path';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { crewBeside } from '../../../analyzer/src/session/crewBeside.ts';
import type { NumberColumn, TypedColumn } from '../../../analyzer/src/base/numberColumn.ts';
import { analyzeFile } from '../../../analyzer/src/session/analyzeFile.ts';
import { operandsOf, UsageError } from './commandLine.ts';
import type { Command } from './commands.ts';
import { reportOnTerminal } from './terminalProgress.ts';

export const columnsCommand: Command = {
  name: 'columns',
  operands: 'FILE --out DIR',
  summary: 'writes ids, distances, sizes and dominators of every node as little-endian arrays',
  async run(line) {
    const [file] = operandsOf(line, 'one file', 1);
    const [output, ...more] = line.outputs;
    if (output === undefined || more.length > 0) throw new UsageError('columns needs one --out DIR');
    const directory = resolve(output);
    const analysis = await analyzeFile(resolve(file!), crewBeside(__dirname), { cancel: NEVER_CANCELLED, report: reportOnTerminal() });
    const { graph } = analysis;
    const columns = [
      { name: 'nodeIds', type: 'uint32', values: all(graph.nodeIdByNode), meaning: "V8's object id" },
      { name: 'distances', type: 'int32', values: all(analysis.distanceByNode), meaning: 'as DevTools; -5 unreachable, 100000000 and up from system roots' },
      { name: 'retainedSizes', type: 'float64', values: Float64Array.from(all(analysis.retainedBytesByNode)), meaning: 'bytes' },
      { name: 'selfSizes', type: 'float64', values: Float64Array.from(all(analysis.shallowBytesByNode)), meaning: "bytes, DevTools' shallow size" },
      { name: 'dominators', type: 'uint32', values: all(analysis.dominatorByNode), meaning: 'row of the immediate dominator; 4294967295 for the root' },
    ];
    mkdirSync(directory, { recursive: true });
    const header = {
      format: 'heapline-columns',
      version: 1,
      nodeCount: graph.nodeCount,
      edgeCount: graph.edgeCount,
      byteOrder: 'little-endian',
      columns: columns.map(({ name, type, meaning }) => ({ name, type, meaning, file: `${name}.bin` })),
    };
    for (const { name, values } of columns) writeFileSync(join(directory, `${name}.bin`), littleEndian(values));
    writeFileSync(join(directory, 'header.json'), JSON.stringify(header, null, 2) + '\n');
    return { text: `Wrote ${columns.length} columns of ${graph.nodeCount} nodes to ${directory}`, json: header };
  },
};

function all(column: NumberColumn): TypedColumn {
  return column.slice(0, column.length);
}

function littleEndian(values: TypedColumn): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  if (endianness() === 'LE') return bytes;
  return values.BYTES_PER_ELEMENT === 8 ? Buffer.from(bytes).swap64() : Buffer.from(bytes).swap32();
}
