/** The string table of a heap, from wherever its columns are. */
import { isInMemory } from '../base/numberColumn.ts';
import { loadColumn, openColumn } from '../columnFile/pagedColumn.ts';
import { createByteStringTable, createTextStringTable, decodeLiteral, MAX_LITERAL_BYTES } from './byteStringTable.ts';
import type { StringColumns, StringTable } from './heapGraph.ts';

/** Cost of a text from disk: two short reads at most. A search loads the bytes for as long as it takes. */
export function openStringTable(columns: StringColumns): StringTable {
  if ('texts' in columns) return createTextStringTable(columns.texts);
  const { bytes, ends } = columns;
  if (isInMemory(bytes) && isInMemory(ends)) return createByteStringTable(bytes as Uint8Array, ends as Uint32Array);
  const endByString = openColumn(ends);
  const literals = openColumn(bytes);
  const inMemory = (): StringTable => createByteStringTable(loadColumn(bytes) as Uint8Array, loadColumn(ends) as Uint32Array);
  return {
    count: ends.length,
    text(index) {
      const start = index === 0 ? 0 : endByString.at(index - 1);
      const literal = literals.slice(start, Math.min(endByString.at(index), start + MAX_LITERAL_BYTES));
      return decodeLiteral(Buffer.from(literal.buffer, literal.byteOffset, literal.byteLength));
    },
    find: (text) => inMemory().find(text),
    findEach: (texts) => inMemory().findEach(texts),
    findContaining: (part) => inMemory().findContaining(part),
  };
}
