/**
 * Snapshots of a real program by every Node version and in every variant, made once and kept in .cache/snapshots under a name
 * that changes with the program, the variant and the version.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinary, type NodeMajor } from './nodeBinaries.ts';

/** `plain`: v8.writeHeapSnapshot. The others are taken through the inspector of the same process, with what they are named after. */
export type SnapshotVariant = 'plain' | 'inspector' | 'numericValues' | 'internals' | 'allocations';

export interface RealSnapshots {
  readonly before: string;
  /** After a leak of a few thousand objects, and the end of others. */
  readonly after: string;
}

const cache = join(__dirname, '../../.cache/snapshots');
const program = join(__dirname, 'snapshotProgram.cjs');

/** Two snapshots of one process. The first call takes a few seconds. */
export function realSnapshots(major: NodeMajor, variant: SnapshotVariant): RealSnapshots {
  const binary = nodeBinary(major);
  const key = createHash('sha256').update(readFileSync(program)).update(binary).digest('hex').slice(0, 12);
  const directory = join(cache, `node${major}-${variant}-${key}`);
  const extension = variant === 'allocations' ? 'heaptimeline' : 'heapsnapshot';
  const paths = { before: join(directory, `before.${extension}`), after: join(directory, `after.${extension}`) };
  if (existsSync(directory)) return paths;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    execFileSync(binary, [program, variant, join(draft, `before.${extension}`), join(draft, `after.${extension}`)], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (!existsSync(directory)) renameSync(draft, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error; // else another process was faster
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return paths;
}
