/** A disk that is full, slow or broken, and others who write the same file: an error with words, and nothing left behind. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { openColumnFile } from '../../../analyzer/src/indexFile/columnFile.ts';
import { createColumnFile, type ColumnFileWriter } from '../../../analyzer/src/indexFile/columnFileWriter.ts';
import { FORMAT, inFolder, refusal, withFs } from './tempFolder.ts';

const ROWS = new Uint32Array(200_000).map((_, row) => row * 3);

describe('writing a column file', () => {
  for (const [refused, code, words] of [
    ['ENOSPC', 'diskFull', /the disk is full: .*\.part cannot be written \(ENOSPC\)/],
    ['EDQUOT', 'diskFull', /full/],
    ['EIO', 'fileNotWritable', /\.part cannot be written \(EIO\)/],
    ['EROFS', 'fileNotWritable', /\(EROFS\)/],
  ] as const) {
    it(`${refused} becomes ${code} wherever it happens, and leaves nothing behind`, () => {
      let writes = 0;
      inFolder((folder) => withFs('writeSync', countingWrites(() => writes++), () => writeSome(createColumnFile(join(folder, 'a.index'), FORMAT))));
      assert.ok(writes >= 6, `${writes} writes`);
      for (let last = 0; last < writes; last++) {
        inFolder((folder) => {
          const path = join(folder, 'a.index');
          let done = 0;
          const failing = countingWrites(() => {
            if (done++ === last) throw refusal(refused);
          });
          assert.throws(() => withFs('writeSync', failing, () => writeSome(createColumnFile(path, FORMAT))), { code, message: words });
          assert.deepEqual(fs.readdirSync(folder), [], `after ${last} writes`);
        });
      }
    });
  }

  it('goes on where a short write stopped, and where a short read did', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const short = (real: typeof fs.writeSync | typeof fs.readSync) => (file: number, bytes: Uint8Array, start: number, length: number, position: number) => (real as typeof fs.readSync)(file, bytes, start, Math.min(length, 40_961), position);
      withFs('writeSync', short, () => writeSome(createColumnFile(path, FORMAT)));
      withFs('readSync', short, () => checkSome(path));
      checkSome(path);
    });
  });

  it('does not wait for a disk that takes nothing', () => {
    inFolder((folder) => {
      assert.throws(() => withFs('writeSync', () => () => 0, () => writeSome(createColumnFile(join(folder, 'a.index'), FORMAT))), { code: 'fileNotWritable', message: /nothing was written/ });
    });
  });

  it('says which folder is missing, no folder, or not ours', () => {
    inFolder((folder) => {
      assert.throws(() => createColumnFile(join(folder, 'none', 'a.index'), FORMAT), { code: 'fileNotWritable', message: /none.a\.index\.part cannot be written \(ENOENT\)/ });
      fs.writeFileSync(join(folder, 'file'), '');
      assert.throws(() => createColumnFile(join(folder, 'file', 'a.index'), FORMAT), { code: 'fileNotWritable' });
      const refuse = () => () => {
        throw refusal('EACCES');
      };
      assert.throws(() => withFs('openSync', refuse, () => createColumnFile(join(folder, 'a.index'), FORMAT)), { code: 'fileNotWritable', message: /EACCES/ });
      assert.deepEqual(fs.readdirSync(folder), ['file']);
    });
  });

  it('leaves nothing behind when it cannot have its name', () => {
    inFolder((folder) => {
      fs.mkdirSync(join(folder, 'a.index', 'inside'), { recursive: true });
      assert.throws(() => writeSome(createColumnFile(join(folder, 'a.index'), FORMAT)), { code: 'fileNotWritable', message: /a\.index cannot be written/ });
      assert.deepEqual(fs.readdirSync(folder), ['a.index']);
    });
  });

  it('abandoned, it leaves nothing behind and the older file alone', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      writeSome(createColumnFile(path, FORMAT));
      const writer = createColumnFile(path, FORMAT);
      const column = writer.begin('more', 'uint32');
      column.append(ROWS);
      assert.deepEqual(fs.readdirSync(folder).sort(), ['a.index', 'a.index.part']);
      writer.abandon();
      writer.abandon();
      column.abandon();
      assert.deepEqual(fs.readdirSync(folder), ['a.index']);
      assert.throws(() => column.append(ROWS), /Broken promise/);
      assert.throws(() => writer.add('x', ROWS), /Broken promise/);
      checkSome(path);
    });
  });

  it('abandoned after it was finished, it stays', () => {
    inFolder((folder) => {
      const writer = createColumnFile(join(folder, 'a.index'), FORMAT);
      writeSome(writer);
      writer.abandon();
      checkSome(join(folder, 'a.index'));
    });
  });

  it('takes the place of what a crash left', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      fs.writeFileSync(`${path}.part`, 'x'.repeat(10_000_000));
      writeSome(createColumnFile(path, FORMAT));
      checkSome(path);
      assert.ok(fs.statSync(path).size < 2_000_000);
      assert.deepEqual(fs.readdirSync(folder), ['a.index']);
    });
  });

  it('of two who write one file the later wins, and neither spoils it', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const first = createColumnFile(path, FORMAT);
      const second = createColumnFile(path, FORMAT);
      assert.throws(() => writeSome(first), { code: 'fileNotWritable', message: /somebody else/ });
      writeSome(second);
      checkSome(path);
      assert.deepEqual(fs.readdirSync(folder), ['a.index']);
    });
  });

  it('does not let names be used twice, types be mixed or columns be forgotten', () => {
    inFolder((folder) => {
      const writer = createColumnFile(join(folder, 'a.index'), FORMAT);
      writer.add('a', ROWS);
      assert.throws(() => writer.add('a', ROWS), /a is one column/);
      const column = writer.begin('e', 'uint8');
      assert.throws(() => column.append(ROWS as never), /uint8 rows/);
      writer.abandon();
      const again = createColumnFile(join(folder, 'a.index'), FORMAT);
      again.begin('e', 'uint8');
      assert.throws(() => again.finish({}), /1 columns have not ended/);
      again.abandon();
      assert.throws(() => createColumnFile(join(folder, 'a.index'), { magic: 'seventeen letters', version: 1 }).finish({}), /fits 16 bytes/);
      assert.deepEqual(fs.readdirSync(folder), []);
    });
  });

  it('closes what it opens', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      const open = new Set<number>();
      const opening = (real: typeof fs.openSync) => (...call: Parameters<typeof fs.openSync>) => {
        const file = real(...call);
        open.add(file);
        return file;
      };
      const closing = (real: typeof fs.closeSync) => (file: number) => {
        assert.ok(open.delete(file), 'closed once');
        real(file);
      };
      withFs('openSync', opening, () => withFs('closeSync', closing, () => {
        const writer = createColumnFile(path, FORMAT);
        writeSome(writer);
        createColumnFile(path, FORMAT).abandon();
        checkSome(path);
        assert.throws(() => openColumnFile(path, { ...FORMAT, version: 9 }));
      }));
      assert.equal(open.size, 0);
    });
  });
});

describe('reading a column file', () => {
  it('says when there is none, or no file', () => {
    inFolder((folder) => {
      assert.throws(() => openColumnFile(join(folder, 'none'), FORMAT), { code: 'fileNotReadable', message: /none does not exist/ });
      assert.throws(() => openColumnFile(folder, FORMAT), { code: 'fileNotReadable', message: /is not a file/ });
    });
  });

  it('says when the disk fails, and works on when it does again', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      writeSome(createColumnFile(path, FORMAT));
      const failing = () => () => {
        throw refusal('EIO');
      };
      assert.throws(() => withFs('readSync', failing, () => openColumnFile(path, FORMAT)), { code: 'fileNotReadable', message: /a\.index cannot be read \(EIO\)/ });
      const file = openColumnFile(path, FORMAT, { keptPages: 1 });
      const column = file.paged('a', 'uint32');
      assert.equal(column.at(5), 15);
      withFs('readSync', failing, () => {
        assert.equal(column.at(6), 18);
        assert.throws(() => file.read('a', 'uint32'), { code: 'fileNotReadable' });
        assert.throws(() => column.at(100_000), { code: 'fileNotReadable' });
        assert.throws(() => column.at(5), { code: 'fileNotReadable' }); // its page made room
      });
      assert.equal(column.at(100_000), 300_000);
      assert.equal(column.at(5), 15);
      file.close();
    });
  });

  it('notices when the file is cut while it is open', () => {
    inFolder((folder) => {
      const path = join(folder, 'a.index');
      writeSome(createColumnFile(path, FORMAT));
      const file = openColumnFile(path, FORMAT);
      fs.truncateSync(path, 300_000);
      assert.throws(() => file.read('a', 'uint32'), { code: 'damagedIndex', message: 'the index ends at byte 300000', byteOffset: 300_000 });
      assert.throws(() => file.paged('a', 'uint32').at(199_999), { code: 'damagedIndex' });
      assert.equal(file.paged('a', 'uint32').at(9), 27);
      file.close();
    });
  });
});

const countingWrites = (count: () => void) => (real: typeof fs.writeSync) => (...call: Parameters<typeof fs.writeSync>) => {
  count();
  return real(...call);
};

function writeSome(writer: ColumnFileWriter): void {
  writer.add('a', ROWS);
  const column = writer.begin('b', 'float64');
  for (let start = 0; start < 100_000; start += 1000) column.append(Float64Array.from({ length: 1000 }, (_, row) => start + row + 0.5));
  column.end();
  writer.finish({ answer: 42 });
}

function checkSome(path: string): void {
  const file = openColumnFile(path, FORMAT);
  assert.deepEqual(file.meta, { answer: 42 });
  assert.deepEqual(Buffer.from(file.read('a', 'uint32').buffer), Buffer.from(ROWS.buffer));
  assert.ok(file.read('b', 'float64').every((value, row) => value === row + 0.5));
  assert.equal(file.rowCount('b'), 100_000);
  file.close();
}
