/** The machine that a bench ran on, in a line. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return `${model}, ${availableParallelism()} cores, ${gigabytes} GiB of memory, ${type()} ${release().split('-')[0]} ${process.arch}, Node.js ${process.versions.node}`;
}

/** The commit that was measured, with `+` when files have changed since; null outside a checkout. */
export function describeCommit(): string | null {
  try {
    const git = (...words: readonly string[]): string => execFileSync('git', words, { encoding: 'utf8', cwd: __dirname, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return git('rev-parse', '--short=10', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no', '--', ':!RESULTS.md') === '' ? '' : '+');
  } catch {
    return null; // no git, or an exported copy
  }
}
