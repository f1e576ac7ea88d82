/** Indexes by their paths: opened once, open while somebody holds them, whatever has their name meanwhile. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createColumnFile } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import { closeAllIndexed, closeIndexed, forgetIndexed, holdIndexed, INDEX_FORMAT, openIndexed } from '../../../analyzer/src/indexFile/openIndexed.ts';
import { inFolder } from './tempFolder.ts';

describe('open indexes', () => {
  afterEach(closeAllIndexed);

  /** An index whose one row is this. */
  const write = (indexPath: string, row: number): void => {
    const writer = createColumnFile(indexPath, INDEX_FORMAT);
    writer.add('rows', Uint32Array.of(row));
    writer.finish(null);
  };
  const rowsOf = (indexPath: string) => openIndexed({ indexPath }).paged('rows', 'uint32');
  const withIndex = (use: (indexPath: string) => void): void =>
    inFolder((folder) => {
      const indexPath = join(folder, 'a.index');
      write(indexPath, 1);
      use(indexPath);
    });

  it('are opened once', () => {
    withIndex((indexPath) => assert.equal(openIndexed({ indexPath }), holdIndexed(indexPath)));
  });

  it('stay open until the last holder has closed them', () => {
    withIndex((indexPath) => {
      const file = holdIndexed(indexPath);
      holdIndexed(indexPath);
      closeIndexed(indexPath);
      assert.deepEqual([...file.read('rows', 'uint32')], [1]);
      closeIndexed(indexPath);
      assert.throws(() => file.read('rows', 'uint32'), /closed/);
      closeIndexed(indexPath);
      assert.equal(rowsOf(indexPath).at(0), 1, 'is opened anew');
    });
  });

  it('can be read on by their holders when another has their name', () => {
    withIndex((indexPath) => {
      holdIndexed(indexPath);
      const old = rowsOf(indexPath);
      write(indexPath, 2);
      forgetIndexed(indexPath);
      holdIndexed(indexPath);
      const fresh = rowsOf(indexPath);
      closeIndexed(indexPath); // the older holder's or the other's: nobody can tell
      assert.deepEqual([old.at(0), fresh.at(0)], [1, 2]);
      closeIndexed(indexPath);
      assert.throws(() => openIndexed({ indexPath: `${indexPath}.none` }), { code: 'fileNotReadable' });
    });
  });

  it('are closed at once when nobody holds them', () => {
    withIndex((indexPath) => {
      const file = openIndexed({ indexPath });
      forgetIndexed(indexPath);
      assert.throws(() => file.read('rows', 'uint32'), /closed/);
      forgetIndexed(indexPath);
    });
  });

  it('are all closed when the thread is done', () => {
    withIndex((indexPath) => {
      const files = [holdIndexed(indexPath)];
      forgetIndexed(indexPath);
      files.push(openIndexed({ indexPath }));
      closeAllIndexed();
      for (const file of files) assert.throws(() => file.read('rows', 'uint32'), /closed/);
    });
  });
});
