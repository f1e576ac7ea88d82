/** DevTools agrees on a large real heap. How long both take: `npm run bench`. */
import { loadWhole } from '../helpers/loadedCaptures.ts';
import { askDevTools } from '../helpers/devtoolsOracle.ts';
import { largeSnapshot } from '../helpers/realSnapshots.ts';
import { checkClasses, checkNodes, checkStatistics } from './compareWithOracle.ts';

describe('DevTools agrees on a large heap', function () {
  this.timeout(300_000);
  it('of 100 MB', async () => {
    const path = largeSnapshot();
    const oracle = await askDevTools(path);
    const { analysis } = await loadWhole(path);
    checkNodes(analysis, oracle);
    checkClasses(analysis, oracle);
    checkStatistics(analysis, oracle);
  });
});
