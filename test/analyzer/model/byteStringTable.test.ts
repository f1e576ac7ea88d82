/** Strings as bytes: decoded, found and searched as if they were text. */
import assert from 'node:assert/strict';
import { createByteStringTable, createTextStringTable } from '../../../analyzer/src/model/byteStringTable.ts';
import type { StringTable } from '../../../analyzer/src/model/heapGraph.ts';

/** The table over JSON literals as they stand in a file, without their quotes. */
function tableOf(literals: readonly string[]): StringTable {
  let bytes = Buffer.alloc(3, '"'); // the table's bytes may begin anywhere in their memory
  const ends = literals.map((literal) => (bytes = Buffer.concat([bytes, Buffer.from(literal)])).length - 3);
  return createByteStringTable(bytes.subarray(3), Uint32Array.from(ends));
}

/** As V8 writes them: nothing is escaped that need not be. */
const LITERALS = ['', 'Map', 'WeakMap', '', 'Ma', 'p', 'Map', '\\n', 'new', 'a/b', '\\u2603', '☃', '\\\\', '\\"', '\\u00fc', '\\u001f', '\\ud83d', 'c\\\\/d', '\\\\u0041', 'tab\\there', ''];
/** As another program may have written them anew. */
const NEEDLESS: readonly string[] = ['\\u004dap', 'a\\/b', '\\u0020'];
const QUERIES = ['', 'Map', 'Ma', 'p', 'M', 'ap', 'WeakMap', 'MapWeak', 'n', 'u', '0', ' ', 'new', '☃', 'ü', '\\', '"', '\n', '\ud83d', 'a/b', '/', '\\/', 'u0041', 'A', 'missing', 'there', 'here', 'pMa'];

describe('createByteStringTable', () => {
  for (const [how, literals] of Object.entries({ 'as V8 writes': LITERALS, 'with needless escapes': [...LITERALS, ...NEEDLESS], ...Object.fromEntries(NEEDLESS.map((one) => [`with ${one} alone`, [...LITERALS, one]])) })) {
    const texts = literals.map((literal) => JSON.parse(`"${literal}"`) as string);
    const table = tableOf(literals);
    const plainTexts = createTextStringTable(texts);

    it(`decodes as JSON.parse does, ${how}`, () => {
      assert.equal(table.count, literals.length);
      assert.deepEqual(texts.map((_, index) => table.text(index)), texts);
    });

    it(`finds whole strings and parts, ${how}`, () => {
      for (const query of QUERIES) {
        const indexes = (matches: (text: string) => boolean): number[] => [...texts.keys()].filter((index) => matches(texts[index]!));
        for (const searched of [table, plainTexts]) {
          assert.deepEqual(searched.find(query), indexes((text) => text === query), JSON.stringify(query));
          assert.deepEqual(searched.findEach([query, 'Map', query]), [searched.find(query), searched.find('Map'), searched.find(query)]);
          assert.deepEqual(searched.findContaining(query), indexes((text) => text.includes(query)), `part ${JSON.stringify(query)}`);
        }
      }
    });
  }

  it('shows what JSON would refuse as it is', () => {
    assert.equal(tableOf(['a\\qb']).text(0), 'a\\qb');
    assert.equal(tableOf(['\\u12']).text(0), '\\u12');
    assert.equal(tableOf(['\n\\n']).text(0), '\n\\n');
  });

  it('is content with no strings at all', () => {
    const empty = tableOf([]);
    assert.deepEqual([empty.count, empty.find('x'), empty.find(''), empty.findContaining('x'), empty.findContaining('')], [0, [], [], [], []]);
  });
});
