/** The panel on a real snapshot of a real process, answered by the analyzer's own session. */
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { ClassRow, HeapSummary, Page as RowPage } from '../../../analyzer/protocol/rows.ts';
import { makeSnapshotPair, type SnapshotPair } from '../../helpers/ownSnapshots.ts';
import { largeSnapshot } from '../../helpers/realSnapshots.ts';
import { openPanel, startBrowser, type OpenPanel } from './panelPage.ts';
import { createSessionHost, type SessionHost } from './sessionHost.ts';

const PLANTED = 20_000;

describe('panel on a real heap', () => {
  let pair: SnapshotPair;
  let browser: Browser;
  let host: SessionHost;
  let panel: OpenPanel;
  before(async function () {
    this.timeout(120_000);
    pair = makeSnapshotPair(PLANTED);
    host = await createSessionHost(pair.after, pair.before);
    browser = await startBrowser();
    panel = await openPanel(browser, { answer: host.answer });
    panel.page.setDefaultTimeout(20_000);
  });
  after(async () => {
    await browser?.close();
    pair?.remove();
  });

  const tree = (): Locator => panel.page.locator('.split-top [role="treegrid"]');
  const row = (name: string): Locator => tree().getByRole('row').filter({ has: panel.page.locator('.name-class', { hasText: new RegExp(`^${name}$`) }) }).first();
  const filter = (words: string): Promise<void> => panel.page.locator('vscode-textfield input').fill(words);

  it('shows the numbers of the analyzer', async () => {
    const { handle } = host.start.capture;
    await host.ask('heap/wait', { handle, stage: 'complete' });
    const { rows } = (await host.ask('heap/classes', { handle, offset: 0, limit: 10, filter: 'Planted' })) as RowPage<ClassRow>;
    const planted = rows.find(({ name }) => name === 'Planted')!;
    assert.equal(planted.count, PLANTED + 1);
    await filter('Planted');
    await row('Planted').waitFor();
    const numbers = await row('Planted').locator('.numeric > span:first-child').allTextContents();
    assert.deepEqual(numbers.map((number) => Number(number.replaceAll(',', ''))), [planted.count, planted.selfBytes, planted.retainedBytes]);
  });

  it('opens the line of the class', async () => {
    await row('Planted').locator('.location').click();
    assert.equal(host.opened.at(-1)?.location.line, 3);
  });

  it('leads from the last instance to what keeps it, in a tree and in words', async () => {
    const { page } = panel;
    await row('Planted').locator('.name-text').click();
    await page.keyboard.press('ArrowRight');
    await tree().locator('.row[aria-level="2"] .value').first().waitFor();
    await selectLast(page);
    await page.getByRole('treegrid', { name: /^Retainers of/ }).locator('.row').nth(1).waitFor();
    await page.getByRole('tab', { name: 'Path to root' }).click();
    await page.locator('.path-sentence', { hasText: 'keptForEver' }).waitFor();
  });

  it('compares with the older capture', async () => {
    const { page } = panel;
    await page.getByRole('tab', { name: 'Comparison' }).click();
    await page.getByRole('button', { name: 'before.heapsnapshot' }).click();
    await filter('Planted');
    await row('Planted').waitFor();
    assert.deepEqual((await row('Planted').locator('.numeric').allTextContents()).slice(0, 3), ['20,000', '0', '+20,000']);
  });

  it('goes round Containment, Dominators and Statistics without a complaint', async () => {
    const { page } = panel;
    for (const tab of ['Containment', 'Dominators']) {
      await page.getByRole('tab', { name: tab }).click();
      await tree().locator('.row .value').first().click();
      await page.keyboard.press('ArrowRight');
      await tree().locator('.row[aria-level="2"] .value').first().waitFor();
    }
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.locator('.legend').waitFor();
    const shown = await page.locator('.legend tbody .numeric > span:first-child').allTextContents();
    const total = await page.locator('.legend tfoot .numeric > span:first-child').textContent();
    const bytes = (number: string): number => Number(number.replaceAll(',', ''));
    assert.equal(shown.map(bytes).reduce((sum, part) => sum + part, 0), bytes(total!), 'the slices add up to the total');
    assert.deepEqual(panel.complaints, []);
  });
});

describe('panel on a heap of 100 MB that is still being analysed', () => {
  it('shows shallow sizes at once, and what comes later when it comes', async function () {
    this.timeout(120_000);
    const host = await createSessionHost(largeSnapshot());
    const { handle } = host.start.capture;
    // Stands still at the first stage until the test lets the panel's own waiting start it again.
    const { stage } = (await host.ask('heap/stop', { handle })) as HeapSummary;
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const browser = await startBrowser();
    try {
      const { page, complaints } = await openPanel(browser, {
        async answer(method, params, tell) {
          if (method === 'heap/wait') await gate;
          return host.answer(method, params, tell);
        },
      });
      page.setDefaultTimeout(60_000);
      const firstRow = page.locator('.split-top .row[aria-rowindex="2"]');
      await firstRow.locator('.name-class').waitFor();
      assert.deepEqual([host.start.capture.stage, stage], ['constructors', 'constructors']);
      assert.equal(await firstRow.locator('.pending').count(), 2);
      assert.equal(await page.getByRole('columnheader', { name: 'Shallow size' }).first().getAttribute('aria-sort'), 'descending');
      goOn();
      await page.waitForFunction(() => document.querySelector('.analysis [role="status"]')?.textContent === '' && document.querySelectorAll('.row .pending').length === 0);
      const { rows } = (await host.ask('heap/classes', { handle, offset: 0, limit: 1, sortBy: 'retainedBytes', ascending: false })) as RowPage<ClassRow>;
      await firstRow.locator('.name-class', { hasText: rows[0]!.name }).waitFor();
      const numbers = await firstRow.locator('.numeric > span:first-child').allTextContents();
      assert.deepEqual(numbers.map((number) => Number(number.replaceAll(',', ''))), [rows[0]!.count, rows[0]!.selfBytes, rows[0]!.retainedBytes]);
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
      await host.ask('heap/close', { handle });
    }
  });
});

/** The last instance of the only class in view: far from what was loaded first. */
async function selectLast(page: Page): Promise<void> {
  await page.keyboard.press('End');
  for (let step = 0; step < 5 && (await page.locator('.split-top .row.selected').getAttribute('aria-level')) !== '2'; step++) await page.keyboard.press('ArrowUp');
  await page.locator('.split-top .row.selected .value').waitFor();
}
