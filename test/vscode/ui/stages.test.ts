/**
 * A large capture in a real VS Code: its constructors are there while the rest is still being computed, which can be cancelled and continued.
 * The analyzer's process is held while the test looks, as if the machine were that slow, so that nothing depends on how fast it is.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { writeSyntheticHeap } from '../../bench/syntheticHeap.ts';
import { openWindow, type VsCodeWindow } from './vsCodeWindow.ts';

/** 141 MB. Its first table is there after a third of the work. */
const NODE_COUNT = 2_000_000;
const COMING = /^(Distances and retainers|Retained sizes and dominators)…$/;

describe('a large capture in the window', () => {
  let folder: string;
  let window: VsCodeWindow;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heapline-large-'));
    writeSyntheticHeap(join(folder, 'large.heapsnapshot'), NODE_COUNT);
    window = await openWindow({ folder: join(__dirname, '../../samples'), settings: { 'heapline.captures.folder': folder } });
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await window.screenshot(`failed-stages-${this.currentTest.title}`);
  });
  after(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Does `work` while the analyzer stands still. */
  const whileHeld = async (work: () => Promise<void>): Promise<void> => {
    const pid = window.analyzerPid();
    process.kill(pid, 'SIGSTOP');
    try {
      await work();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  };
  const words = (text: string | RegExp): Locator => window.webview().locator('.analysis-words').filter({ hasText: text });
  const button = (name: string): Locator => window.webview().locator('.analysis button').filter({ hasText: name });
  const rows = (level: 1 | 2): Locator => window.webview().locator(`.split-top [role="row"][aria-level="${level}"]:not([aria-busy="true"])`);
  /** Texts of the cells of the first class: name, distance, count, shallow and retained size. */
  const firstCells = async (): Promise<string[]> => {
    const texts = await rows(1).first().getByRole('gridcell').allTextContents();
    return texts.map((text) => text.trim());
  };

  it('shows constructors first, and says what is still coming', async () => {
    await window.showHeapline();
    await (await window.row('Captures', 'large')).click();
    await rows(1).first().waitFor();
    await whileHeld(async () => {
      await words(COMING).waitFor();
      const [name, distance, count, shallow, retained] = await firstCells();
      assert.ok(name && /\d/.test(count!) && /\d/.test(shallow!), `${name}: ${count}, ${shallow}`);
      assert.doesNotMatch(retained!, /\d/);
      assert.ok(distance !== undefined);
      assert.match((await window.webview().locator('.totals').textContent()) ?? '', /^2,000,000 objects/);
      await window.screenshot('stages-1-constructors');
      // What the user presses now waits in line, before the next news of the analysis.
      await button('Cancel').click();
    });
  });

  it('says that the analysis was cancelled, and answers what it can', async () => {
    await words('Analysis stopped').waitFor();
    await rows(1).first().locator('.name-text').click();
    await window.page.keyboard.press('ArrowRight');
    await rows(2).first().waitFor();
    await window.screenshot('stages-2-cancelled');
    assert.doesNotMatch((await firstCells())[4]!, /\d/);
    assert.equal(await words('Analysis stopped').count(), 1);
  });

  it('goes on when told, up to retained sizes', async () => {
    await button('Continue').click();
    await words(COMING).waitFor();
    await whileHeld(() => window.screenshot('stages-3-continued'));
    await words(COMING).waitFor({ state: 'detached' });
    await window.webview().locator('[role="columnheader"][aria-sort="descending"]').filter({ hasText: 'Retained size' }).waitFor();
    await window.webview().locator('.split-top .pending').first().waitFor({ state: 'detached' });
    const retained = await rows(1).locator('.numeric:last-child > span:first-child').allTextContents();
    const bytes = retained.map((text) => Number(text.replaceAll(',', '')));
    assert.ok(bytes.length > 0 && bytes.every((value) => value > 0), retained.join(' '));
    assert.deepEqual(bytes, [...bytes].sort((a, b) => b - a), 'largest first');
    assert.equal(await button('Cancel').count(), 0);
    await rows(2).first().waitFor(); // what was open is open again
    await window.screenshot('stages-4-complete');
  });

  it('asked nothing of the network', () => {
    assert.deepEqual(window.refusedUrls, []);
  });
});
