/** DevTools agrees on a large real heap, and how long both take is printed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { NEVER_CANCELLED } from '../../analyzer/src/base/cancel.ts';
import { loadCapture } from '../../analyzer/src/session/loadCapture.ts';
import { askDevTools } from '../helpers/devtoolsOracle.ts';
import { largeSnapshot } from '../helpers/realSnapshots.ts';
import { checkClasses, checkNodes, checkStatistics } from './compareWithOracle.ts';

describe('DevTools agrees on a large heap', function () {
  this.timeout(300_000);
  it('of 100 MB', async () => {
    const path = largeSnapshot();
    const oracle = await askDevTools(path);
    const { analysis, fileBytes } = loadCapture(path, { cancel: NEVER_CANCELLED, report() {} });
    checkNodes(analysis, oracle);
    checkClasses(analysis, oracle);
    checkStatistics(analysis, oracle);
    const { loadMs, peakMegabytes } = measureLoad(path);
    const size = `${(fileBytes / 1e6).toFixed(0)} MB, ${analysis.graph.nodeCount} nodes, ${analysis.graph.edgeCount} edges`;
    console.log(`      ${size}: ${(loadMs / 1e3).toFixed(1)} s, peak ${peakMegabytes} MB; DevTools took ${(oracle.loadMs / 1e3).toFixed(1)} s, peak ${oracle.peakMegabytes} MB`);
  });
});

/** From the file to the class table in a process of its own, bundled as it ships: tsx's wrappers round functions cost more than the work. */
function measureLoad(path: string): { loadMs: number; peakMegabytes: number } {
  const contents = `
    import { loadCapture } from './analyzer/src/session/loadCapture.ts';
    const start = performance.now();
    loadCapture(process.argv.at(-1), { cancel: { throwIfCancelled() {} }, report() {} });
    console.log(JSON.stringify({ loadMs: performance.now() - start, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1e3) }));`;
  const { outputFiles } = buildSync({ stdin: { contents, resolveDir: join(__dirname, '../..') }, bundle: true, platform: 'node', write: false });
  return JSON.parse(execFileSync(process.execPath, ['-', path], { input: outputFiles[0]!.contents, encoding: 'utf8' })) as { loadMs: number; peakMegabytes: number };
}
