/** The mapping that follows from one file which the user pointed at. */
import assert from 'node:assert/strict';
import { mappingBetween, pathOfUrl } from '../../../extension/src/sources/pathMapping.ts';

describe('mappingBetween', () => {
  const cases: readonly (readonly [url: string, file: string, mapping: string | null])[] = [
    ['/app/src/db.js', '/home/me/shop/src/db.js', '/app → /home/me/shop'],
    ['file:///app/src/db.js', '/home/me/shop/src/db.js', '/app → /home/me/shop'],
    ['file:///app/my%20code/db.js', '/home/me/my code/db.js', '/app → /home/me'],
    ['/srv/db.js', '/home/db.js', '/srv → /home'],
    ['/db.js', '/home/me/db.js', '/ → /home/me'],
    ['C:\\app\\db.js', '/home/me/db.js', 'C:/app → /home/me'],
    ['file:///C:/app/lib/db.js', 'D:\\shop\\lib\\db.js', 'C:/app → D:/shop'],
    // All of the shorter path agrees: its first part stays a prefix.
    ['/src/db.js', '/home/me/src/db.js', '/ → /home/me'],
    ['/app/src/db.js', '/app/src/db.js', '/ → /'],
    ['/app/src/db.js', '/home/me/other.js', null],
  ];
  for (const [url, file, expected] of cases) {
    it(`${url}, ${file}`, () => {
      const mapping = mappingBetween(url, file);
      assert.equal(mapping && `${mapping.prefix} → ${mapping.folder}`, expected);
    });
  }
  it('takes what is no URL as it is', () => assert.equal(pathOfUrl('file:%%%'), 'file:%%%'));
});
