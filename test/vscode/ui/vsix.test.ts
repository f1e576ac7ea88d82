/** What a newcomer does: install the VSIX into a clean VS Code and find a leak with it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantedLine, startSample, type RunningSample } from '../../helpers/samples.ts';
import { serverCommand } from '../../host/server.ts';
import { packageVsix } from '../../run/packageVsix.ts';
import { captureAroundLoad, expandSuspect, followPath } from './leakFlow.ts';
import { openWindow, type VsCodeWindow } from './vsCodeWindow.ts';

describe('the VSIX in a clean VS Code', () => {
  let folder: string;
  let vsix: string;
  let extensionsFolder: string;
  let sample: RunningSample | undefined;
  let window: VsCodeWindow | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'heapline-vsix-'));
    vsix = join(folder, 'heapline.vsix');
    extensionsFolder = join(folder, 'extensions');
  });
  after(async () => {
    await window?.close();
    await sample?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await window?.screenshot(`failed-vsix-${this.currentTest.title}`);
  });

  it('is made, and smaller than 5 MB', async () => {
    const vsixBytes = await packageVsix(vsix);
    console.log(`      ${(vsixBytes / 1e6).toFixed(2)} MB`);
    assert.ok(vsixBytes > 100_000);
  });

  it('installs', async () => {
    const { code, output } = await serverCommand(['--install-extension', vsix], extensionsFolder);
    assert.equal(code, 0, output);
    assert.match((await serverCommand(['--list-extensions', '--show-versions'], extensionsFolder)).output, /^heapline\.heapline@\d+\.\d+\.\d+$/m);
  });

  it('captures from a real process and leads to the planted line', async () => {
    sample = await startSample('calcServer');
    window = await openWindow({ folder: join(__dirname, '../../samples'), extensionsFolder });
    await captureAroundLoad(window, sample);
    await expandSuspect(window, 'Client');
    await followPath(window, plantedLine('calcServer')!);
    assert.deepEqual(window.refusedUrls, []);
  });
});
