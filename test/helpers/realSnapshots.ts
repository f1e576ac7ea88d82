/**
 * Snapshots of a real program by every Node version and in every variant, made once and kept in .cache/snapshots under a name
 * that changes with the program, the variant and the version.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_MAJORS, nodeBinary, type NodeMajor } from './nodeBinaries.ts';

/** `plain`: v8.writeHeapSnapshot. The others are taken through the inspector of the same process, with what they are named after. */
export type SnapshotVariant = 'plain' | 'inspector' | 'numericValues' | 'internals' | 'allocations';

export interface RealSnapshots {
  readonly before: string;
  /** After a leak of a few thousand objects, and the end of others. */
  readonly after: string;
}

const cache = join(__dirname, '../../.cache/snapshots');
const program = join(__dirname, 'snapshotProgram.cjs');
const largeProgram = join(__dirname, 'largeProgram.cjs');

/** Two snapshots of one process. The first call takes a few seconds. */
export function realSnapshots(major: NodeMajor, variant: SnapshotVariant): RealSnapshots {
  const extension = variant === 'allocations' ? 'heaptimeline' : 'heapsnapshot';
  const names = [`before.${extension}`, `after.${extension}`];
  const directory = runOnce(major, variant, program, (draft) => [variant, ...names.map((name) => join(draft, name))]);
  return { before: join(directory, names[0]!), after: join(directory, names[1]!) };
}

/** One snapshot of about 100 MB. The first call takes about 5 seconds. */
export function largeSnapshot(): string {
  const name = 'large.heapsnapshot';
  const major = NODE_MAJORS.includes(24) ? 24 : NODE_MAJORS[0]!;
  return join(runOnce(major, 'large', largeProgram, (draft) => [join(draft, name)]), name);
}

/** Directory of what the program writes; it runs only when that is not there yet. Safe with several test processes at once. */
function runOnce(major: NodeMajor, label: string, script: string, argsFor: (directory: string) => readonly string[]): string {
  const binary = nodeBinary(major);
  const key = createHash('sha256').update(readFileSync(script)).update(binary).digest('hex').slice(0, 12);
  const directory = join(cache, `node${major}-${label}-${key}`);
  if (existsSync(directory)) return directory;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    execFileSync(binary, [script, ...argsFor(draft)], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (!existsSync(directory)) renameSync(draft, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error; // else another process was faster
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return directory;
}
