/** The checksum is XXH32, wherever the bytes lie, and tells similar pages apart. */
import assert from 'node:assert/strict';
import { checksumOf } from '../../../analyzer/src/indexFile/checksum.ts';

describe('checksum', () => {
  it('is XXH32 with seed 0', () => {
    // As other implementations print them.
    for (const [text, expected] of [
      ['', 0x02cc5d05],
      ['a', 0x550d7456],
      ['abc', 0x32d153ff],
      ['Nobody inspects the spammish repetition', 0xe2293b2f],
    ] as const) {
      assert.equal(checksumOf(new TextEncoder().encode(text)), expected, text);
    }
  });

  it('does not depend on where the bytes lie, nor on the kind of memory', () => {
    const bytes = new Uint8Array(1003).map((_, index) => index * 7);
    for (let shift = 0; shift < 8; shift++) {
      const moved = new Uint8Array(new SharedArrayBuffer(1100));
      moved.set(bytes, shift);
      assert.equal(checksumOf(moved.subarray(shift, shift + 1003)), checksumOf(bytes));
    }
  });

  it('tells pages apart that differ by a bit or two, or in length', () => {
    const page = new Uint8Array(65_536);
    const flip = (bit: number): void => void (page[bit >> 3]! ^= 1 << (bit & 7));
    const seen = new Set<number>();
    let count = 0;
    const see = (bytes: Uint8Array): void => {
      seen.add(checksumOf(bytes));
      count++;
    };
    for (let length = 65_536 - 300; length <= 65_536; length++) see(page.subarray(0, length));
    for (let bit = 0; bit < 8 * 512; bit++) {
      flip(bit);
      see(page);
      for (const distance of [32 /* the same bit of the next lane */, 128 /* of the lane's next word */, 109 /* as the rotation moves it */]) {
        flip(bit + distance);
        see(page);
        flip(bit + distance);
      }
      flip(bit);
    }
    assert.equal(count, 301 + 4 * 4096);
    assert.equal(seen.size, count);
  });
});
