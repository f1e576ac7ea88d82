/** Every text of the VS Code half can be translated: it is in the bundle that translators get. UPDATE_GOLDEN=1 writes the bundle. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { l10nTexts } from '../helpers/l10nTexts.ts';

const root = join(__dirname, '../..');
const bundleFile = join(root, 'l10n/bundle.l10n.json');

describe('l10n', () => {
  const { texts, notLiteral } = l10nTexts(join(root, 'extension/src'));

  it('finds the texts', () => {
    assert.ok(texts.length > 100, `only ${texts.length}`);
    assert.deepEqual(notLiteral, []);
  });

  it('has them all in the bundle, and no others', () => {
    const bundle = Object.fromEntries(texts.map((text) => [text, text]));
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(bundleFile, JSON.stringify(bundle, null, 2) + '\n');
    assert.deepEqual(JSON.parse(readFileSync(bundleFile, 'utf8')), bundle);
  });

  it('numbers the placeholders of a text from 0, without gaps', () => {
    for (const text of texts) {
      const numbers = new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, digits]) => Number(digits)));
      assert.deepEqual([...numbers].sort(), [...numbers.keys()].map((_, index) => index), text);
    }
  });
});
