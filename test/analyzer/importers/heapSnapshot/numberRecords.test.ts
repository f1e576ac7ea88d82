/** Records of numbers, wherever the window ends and however far into the file it is. */
import assert from 'node:assert/strict';
import type { ByteWindow } from '../../../../analyzer/src/importers/heapSnapshot/byteWindow.ts';
import { createRecordBlock, readRecords } from '../../../../analyzer/src/importers/heapSnapshot/numberRecords.ts';

/** The window over `text`, followed by what an earlier, longer window left there. */
function windowOver(text: string, baseOffset = 0): ByteWindow {
  const bytes = Buffer.from(`${text}\0,1,2,3,4,5,6]`);
  return { bytes, position: 0, end: text.length, baseOffset };
}

/** All records of `text`, read from windows that end after `windowBytes` each; the unread end of one begins the next. */
function readAll(text: string, fieldCount: number, windowBytes: number): number[][] {
  const block = createRecordBlock(fieldCount);
  const records: number[][] = [];
  for (let from = 0, to = 0; !block.ended; ) {
    assert.ok(to < text.length, 'the array ends before the text does');
    to = Math.min(text.length, to + windowBytes);
    const window = windowOver(text.slice(from, to), from);
    do {
      readRecords(window, block);
      for (let record = 0; record < block.count; record++) {
        records.push([...block.values.subarray(record * fieldCount, (record + 1) * fieldCount)]);
        assert.match(text.slice(from + block.starts[record]!), /^-?\d/, 'a record starts at its first number');
      }
    } while (block.count > 0 && !block.ended);
    from += window.position;
  }
  return records;
}

describe('readRecords', () => {
  const numbers = [
    0, 9, 10, 99,
    999_999_999, 1_000_000_000, /* nine digits are the longest that go the fast way */
    2_147_483_647, 2_147_483_648, /* int32 ends */
    4_294_967_295, 4_294_967_296, /* uint32 ends */
    9_999_999_999, Number.MAX_SAFE_INTEGER,
    -1, -2_147_483_648,
  ];

  for (const separator of [',', '\n,', ' , ', ',\r\n\t']) {
    it(`reads every length of number, separated by ${JSON.stringify(separator)}, cut anywhere`, () => {
      for (const fieldCount of [1, 2, 7]) {
        const text = `${numbers.join(separator)}]`;
        const expected = Array.from({ length: numbers.length / fieldCount }, (_, record) => numbers.slice(record * fieldCount, (record + 1) * fieldCount));
        for (const windowBytes of [1, 2, 3, 5, 8, 13, 21, text.length]) assert.deepEqual(readAll(text, fieldCount, windowBytes), expected);
      }
    });
  }

  it('reads leading zeros and an empty array', () => {
    assert.deepEqual(readAll('007,000000000012]', 2, 100), [[7, 12]]);
    assert.deepEqual(readAll(' ]', 3, 1), []);
  });

  it('reads more records than one block holds', () => {
    const count = 10_000;
    const text = `${Array.from({ length: count }, (_, index) => `${index},${index * 1_000_003}`).join('\n,')}]`;
    const records = readAll(text, 2, text.length);
    assert.equal(records.length, count);
    assert.ok(records.every(([first, second], index) => first === index && second === index * 1_000_003));
  });

  it('takes nothing of a record that the window cuts, nor of what lies behind the window', () => {
    const block = createRecordBlock(3);
    const window = windowOver('1,2,3,4,5,66');
    readRecords(window, block);
    assert.equal(block.count, 1);
    assert.equal(window.position, '1,2,3'.length);
  });

  it('places errors beyond 4 GiB', () => {
    const baseOffset = 2 ** 33;
    assert.throws(() => readRecords(windowOver('1,2,3,4,x,6]', baseOffset), createRecordBlock(3)), { code: 'malformedInput', byteOffset: baseOffset + 8 });
  });
});
