/** A file of the running Node, checked like the drawn ones; other versions and variants are compared with DevTools in test/oracle. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { heapSnapshotImporter } from '../../../../analyzer/src/importers/heapSnapshot/heapSnapshotImporter.ts';
import { makeSnapshotPair } from '../../../helpers/ownSnapshots.ts';
import { checkImporter } from '../checkImporter.ts';
import { dumpCapture, expectedCapture } from './expectedCapture.ts';

describe('heapSnapshotImporter, a real file', function () {
  this.timeout(120_000);

  it('is read as JSON.parse reads it', () => {
    const { after, remove } = makeSnapshotPair(100);
    try {
      const bytes = readFileSync(after);
      const capture = checkImporter(heapSnapshotImporter, bytes, after);
      const actual = dumpCapture(capture);
      for (const [name, expected] of Object.entries(expectedCapture(bytes.toString()))) {
        const got = actual[name as keyof typeof actual];
        // Not deepEqual's own message: the difference of two lists of a million numbers takes minutes to draw.
        assert.ok(JSON.stringify(got) === JSON.stringify(expected), `${name} as in the file`);
      }
      assert.deepEqual(capture.diagnostics, []);
    } finally {
      remove();
    }
  });
});
