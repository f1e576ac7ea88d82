/** Reads the counts of a test run from what it printed. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * From mocha's summary (`12 passing`, `1 failing`, `2 pending`) or from a line `N passed, N failed`, which has the last word. Skipped
 * tests count as failed: there are none in this project. Null when the output has neither.
 */
export function countTests(output: string): Counts | null {
  const told = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (told) return { passed: Number(told[1]), failed: Number(told[2]) };
  const passing = summed(output, 'passing');
  if (passing === null) return null;
  return { passed: passing, failed: (summed(output, 'failing') ?? 0) + (summed(output, 'pending') ?? 0) };
}

/** Mocha's last summary: earlier lines may be output of a program under test. */
function summed(output: string, word: string): number | null {
  const found = [...output.matchAll(new RegExp(`^ {2}(\\d+) ${word}\\b`, 'gm'))].at(-1);
  return found ? Number(found[1]) : null;
}
