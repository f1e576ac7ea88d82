/** The main job in a real VS Code, by keyboard and mouse: from the Command Palette to the cursor on the leaking line. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { plantedLine, startSample, type RunningSample } from '../../helpers/samples.ts';
import { captureAroundLoad, expandSuspect, followPath } from './leakFlow.ts';
import { openWindow, type VsCodeWindow } from './vsCodeWindow.ts';

describe('Capture Heap Snapshot in the window', () => {
  let sample: RunningSample;
  let window: VsCodeWindow;

  before(async () => {
    sample = await startSample('sessions');
    window = await openWindow({ folder: join(__dirname, '../../samples') });
    await window.widenSideBar(420);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await window.screenshot(`failed-${this.currentTest.title}`);
  });
  after(async () => {
    await window?.close();
    await sample?.stop();
  });

  it('lists the running program among the targets', async () => {
    await window.showHeapline();
    const row = await window.row('Targets', `PID ${sample.child.pid}`);
    assert.match((await row.getAttribute('aria-label')) ?? '', /server\.js.* not attached$/);
    await window.screenshot('empty-dark');
  });

  it('captures twice around load, from the Command Palette', async () => {
    await captureAroundLoad(window, sample);
    assert.equal(await window.rows('Captures').count(), 2);
  });

  it('names the suspicious constructor', async () => {
    await expandSuspect(window, 'Session');
  });

  it('opens the planted line by a click on the retaining path', async () => {
    await followPath(window, plantedLine('sessions')!);
    await window.screenshot('path-to-line-dark');
  });

  it('asked nothing of the network', () => {
    assert.deepEqual(window.refusedUrls, []);
  });
});
