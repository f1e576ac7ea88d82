/** Snapshots of this very Node version, made in a second or two by a child process: for tests that need any real file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SnapshotPair {
  readonly directory: string;
  readonly before: string;
  readonly after: string;
  remove(): void;
}

/** Two snapshots of one process; between them `count` objects of class Planted were put into the module-level Map `keptForEver`. */
export function makeSnapshotPair(count: number): SnapshotPair {
  const directory = mkdtempSync(join(tmpdir(), 'heapline-pair-'));
  const [before, after] = [join(directory, 'before.heapsnapshot'), join(directory, 'after.heapsnapshot')];
  const program = `
    const v8 = require('node:v8');
    class Planted { constructor(id) { this.id = id; this.payload = 'payload of ' + id; } }
    const keptForEver = new Map();
    const keep = (id) => keptForEver.set(id, new Planted(id));
    keep(-1);
    v8.writeHeapSnapshot(${JSON.stringify(before)});
    for (let id = 0; id < ${count}; id++) keep(id);
    v8.writeHeapSnapshot(${JSON.stringify(after)});
    globalThis.end = () => keptForEver.size;`;
  execFileSync(process.execPath, ['-e', program]);
  return { directory, before, after, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
