/** The panel inside a real VS Code: from a class to an object, to what holds it, to the line; comparison; a reload; the themes. */
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { plantedLine, startSample, type RunningSample } from '../../helpers/samples.ts';
import { captureAroundLoad, REQUESTS } from './leakFlow.ts';
import { openWindow, type Theme, type VsCodeWindow } from './vsCodeWindow.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['Light Modern', 'light'],
  ['Dark High Contrast', 'high-contrast'],
  ['Dark Modern', 'dark'],
];

describe('the panel in the window', () => {
  const planted = plantedLine('sessions')!;
  const link = `${basename(planted.file)}:${planted.line}`;
  let sample: RunningSample;
  let window: VsCodeWindow;

  before(async () => {
    sample = await startSample('sessions');
    window = await openWindow({ folder: join(__dirname, '../../samples') });
    await captureAroundLoad(window, sample);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await window.screenshot(`failed-panel-${this.currentTest.title}`);
  });
  after(async () => {
    await window?.close();
    await sample?.stop();
  });

  const row = (name: string): Locator => window.webview().locator('[role="row"]').filter({ hasText: name }).first();
  const tab = (name: string): Locator => window.webview().locator('[role="tab"]').filter({ hasText: name });

  it('opens a capture with its constructors, largest first', async () => {
    await window.rows('Captures').filter({ hasText: '#2' }).click();
    await row('Session').waitFor();
    assert.equal(await tab('Summary').getAttribute('aria-selected'), 'true');
  });

  it('finds a class by its name, and its objects by the keyboard', async () => {
    await window.webview().locator('input').first().fill('Session');
    await window.webview().locator('[role="row"][aria-level="1"][aria-setsize="1"] .name-text').click();
    await window.page.keyboard.press('ArrowRight'); // opens the class
    await window.webview().locator('[role="row"][aria-level="2"]').first().waitFor();
    await window.page.keyboard.press('ArrowRight'); // goes to its first object
    await window.webview().locator('[role="row"][aria-level="2"][aria-selected="true"]').waitFor();
  });

  it('tells the path to the root in words, and opens its line', async () => {
    await tab('Path to root').click();
    const step = window.webview().locator('button.location').filter({ hasText: link }).last();
    await step.waitFor();
    await window.screenshot('panel-path-dark');
    await step.click();
    await window.waitForCursor(basename(planted.file), planted.line);
  });

  it('compares two captures: as many new sessions as there were requests', async () => {
    await window.runCommand('View: Close All Editors');
    await window.runCommand('Heapline: Compare Captures'); // there are two: no question
    await window.webview().locator('[role="columnheader"]').filter({ hasText: 'New' }).waitFor();
    assert.equal(await tab('Comparison').getAttribute('aria-selected'), 'true');
    await row('Session').waitFor();
    const cells = await row('Session').locator('[role="gridcell"]').allTextContents();
    assert.ok(cells.some((text) => new RegExp(`^\\+?${REQUESTS}$`).test(text.trim())), cells.join(' | '));
  });

  for (const [theme, name] of THEMES) {
    it(`takes on ${theme}`, async () => {
      await window.setTheme(theme);
      await row('Session').waitFor();
      await window.screenshot(`comparison-${name}`);
    });
  }

  it('is as it was after a reload of the window', async () => {
    await window.reload();
    await row('Session').waitFor();
    assert.equal(await tab('Comparison').getAttribute('aria-selected'), 'true');
  });

  it('asked nothing of the network', () => {
    assert.deepEqual(window.refusedUrls, []);
  });
});
