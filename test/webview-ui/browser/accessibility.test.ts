/** Every page in every kind of theme under axe-core's rules for WCAG 2.2 AA and its best practices. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { createFakeHost } from './fakeAnalyzer.ts';
import { axeSource, openPanel, startBrowser, type ThemeName } from './panelPage.ts';

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: unknown; readonly failureSummary: string }[] }[];
  readonly passes: readonly unknown[];
}

const THEMES: readonly ThemeName[] = ['dark', 'light', 'hc-dark', 'hc-light'];

describe('panel accessibility', () => {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());

  for (const theme of THEMES) {
    it(`has nothing to complain of in ${theme}`, async () => {
      const host = createFakeHost();
      host.show = { page: 'comparison', base: { handle: 2, stage: 'complete', label: 'before load' } };
      const panel = await openPanel(browser, { answer: host.answer, theme });
      try {
        const { page } = panel;
        for (const tab of ['Summary', 'Comparison', 'Containment', 'Dominators', 'Statistics']) {
          await page.getByRole('tab', { name: tab }).click();
          if (tab !== 'Statistics') await openAndSelect(page);
          await check(page, `${tab}, ${theme}`);
        }
        await page.getByRole('tab', { name: 'Summary' }).click();
        await page.getByRole('tab', { name: 'Path to root' }).click();
        await page.locator('.path-step').first().waitFor();
        await check(page, `path, ${theme}`);
      } finally {
        await panel.close();
      }
    });
  }

  for (const theme of THEMES) {
    it(`has nothing to complain of in ${theme} while the analysis goes on, is stopped, or has failed`, async () => {
      const host = createFakeHost();
      host.startsAt('constructors');
      const panel = await openPanel(browser, { answer: host.answer, theme });
      try {
        const { page } = panel;
        const tree = page.locator('.split-top [role="treegrid"]');
        await tree.locator('.row .name-text').first().click();
        await page.keyboard.press('ArrowRight');
        await tree.locator('.row[aria-level="2"] .name-text').first().waitFor();
        await page.keyboard.press('ArrowDown');
        await page.locator('.detail .waiting-note').waitFor();
        await check(page, `constructors, ${theme}`);
        host.reach('references');
        await page.locator('.detail .row').first().waitFor();
        host.progress(0.62);
        await page.getByRole('columnheader', { name: 'Retained size' }).first().getByRole('button').click();
        await check(page, `references, ${theme}`);
        await page.getByRole('tab', { name: 'Dominators' }).click();
        await page.locator('.waiting-note').waitFor();
        await check(page, `Dominators, waiting, ${theme}`);
        await page.getByRole('button', { name: 'Cancel the analysis' }).click();
        await page.locator('.waiting-note').getByText('Continue analysis').waitFor();
        await check(page, `Dominators, stopped, ${theme}`);
        await page.getByRole('tab', { name: 'Summary' }).click();
        await check(page, `stopped, ${theme}`);
        await page.getByRole('button', { name: 'Continue analysis' }).click();
        await page.locator('.analysis [role="status"]', { hasText: 'Retained sizes' }).waitFor();
        host.fail(new HeaplineError('outOfMemory'));
        await page.locator('.analysis [role="status"]', { hasText: 'The analysis failed' }).waitFor();
        await check(page, `failed, ${theme}`);
      } finally {
        await panel.close();
      }
    });
  }

  it('keeps the selected row visible in forced colours', async () => {
    const panel = await openPanel(browser, { answer: createFakeHost().answer, forcedColors: true });
    try {
      await openAndSelect(panel.page);
      const [selected, other] = await panel.page.evaluate(() => ['.row.selected', '.row:not(.selected)'].map((row) => getComputedStyle(document.querySelector(row)!).backgroundColor));
      assert.notEqual(selected, other);
    } finally {
      await panel.close();
    }
  });
});

/** Opens the first row, and selects the object below it or itself. */
async function openAndSelect(page: Page): Promise<void> {
  const tree = page.locator('.split-top [role="treegrid"]');
  await tree.locator('.row .name-text').first().click();
  await page.keyboard.press('ArrowRight');
  await tree.locator('.row[aria-level="2"] .name-text').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.locator('.detail .row, .path-step').first().waitFor();
}

async function check(page: Page, where: string): Promise<void> {
  await page.evaluate(axeSource());
  const { violations, passes } = (await page.evaluate('axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })')) as AxeResult;
  assert.ok(passes.length > 10, `axe ran ${passes.length} rules`);
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`));
  assert.deepEqual(found, [], where);
}
