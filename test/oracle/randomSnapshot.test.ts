/** DevTools agrees on heaps that no program makes, and loses a row where two classes have one name: ours is right. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWhole } from '../helpers/loadedCaptures.ts';
import { askDevTools } from '../helpers/devtoolsOracle.ts';
import { checkClasses, checkDiff, checkNodes, checkStatistics } from './compareWithOracle.ts';
import { writeRandomSnapshot } from './randomSnapshot.ts';

describe('DevTools agrees on random heaps', function () {
  this.timeout(60_000);
  let directory = '';
  before(() => (directory = mkdtempSync(join(tmpdir(), 'heapline-random-'))));
  after(() => rmSync(directory, { recursive: true, force: true }));

  /** Compares everything on the pair of heaps that the seed makes. */
  async function check(seed: number, nodeCount: number, clash: boolean): Promise<void> {
    const [older, newer] = [join(directory, `${seed}-older`), join(directory, `${seed}-newer`)];
    writeRandomSnapshot(older, { seed: seed + 1000, nodeCount, clash });
    writeRandomSnapshot(newer, { seed, nodeCount, clash });
    const oracle = await askDevTools(newer, older);
    const base = await loadWhole(older);
    const target = await loadWhole(newer);
    const lost = clash ? [',Function'] : [];
    checkNodes(target.analysis, oracle);
    checkClasses(target.analysis, oracle, lost);
    checkStatistics(target.analysis, oracle);
    checkDiff(base, target, oracle, lost);
  }

  for (const seed of [1, 2, 3, 4]) it(`seed ${seed}`, () => check(seed, 5000, false));
  for (const seed of [11, 12]) it(`small, seed ${seed}`, () => check(seed, 60, false));
  it('with a class named Function beside the closures', () => check(21, 5000, true));
});
