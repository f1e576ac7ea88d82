/** The panel while its capture is still being analysed: what stands at once, what says that it is coming, how it arrives, how to stop it. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { MILLION, type FakeHost } from './fakeAnalyzer.ts';
import { useFakePanel } from './fakePanel.ts';
import { cells, firstRowInView, retainers, select, selectedName, selectFirstInstance, settled, tree, treeRow, waitForFirst } from './panelRows.ts';

const COMING = 'still being computed';

describe('panel during the analysis', () => {
  let host: FakeHost;
  const fake = useFakePanel((fresh) => {
    host = fresh;
    host.startsAt('constructors');
  });
  afterEach(() => assert.deepEqual(host.tooEarly, [], 'a question that needs a later stage would start a stopped analysis again'));

  const open = async (): Promise<Page> => {
    const page = await fake.open();
    await page.locator('.totals').waitFor();
    return page;
  };

  describe('Summary', () => {
    it('shows constructors with counts and shallow sizes at once, the largest first', async () => {
      const page = await open();
      await waitForFirst(page, 'Huge');
      assert.deepEqual(await cells(treeRow(page, 'Session')), ['Session server.ts:12', COMING, '1,000,000 15 %', '56,000,000 3 %', COMING]);
      assert.equal(await head(page, 'Shallow size').getAttribute('aria-sort'), 'descending');
      await words(page, 'Distances and retainers…');
    });

    it('fills in each stage by itself, and sorts by retained size once that is there', async () => {
      const page = await open();
      await waitForFirst(page, 'Huge');
      host.reach('references');
      await words(page, 'Retained sizes and dominators…');
      await page.waitForFunction(() => document.querySelector('.row[aria-rowindex="3"] .numeric')?.textContent === '4');
      assert.deepEqual(await cells(treeRow(page, 'Session')), ['Session server.ts:12', '4', '1,000,000 15 %', '56,000,000 3 %', COMING]);
      assert.equal(await selectedNames(page), 0);
      host.progress(0.62);
      await page.locator('.analysis-share', { hasText: '62 %' }).waitFor();
      await page.getByRole('progressbar', { name: 'Analysis' }).and(page.locator('[aria-valuenow="62"]')).waitFor();
      host.reach('complete');
      await waitForFirst(page, 'Session');
      await settled(page);
      assert.deepEqual(await cells(treeRow(page, 'Session')), ['Session server.ts:12', '4', '1,000,000 15 %', '56,000,000 3 %', '1,200,000,000 60 %']);
      assert.equal(await head(page, 'Retained size').getAttribute('aria-sort'), 'descending');
      assert.equal(await page.locator('.pending').count(), 0);
      await words(page, '');
      assert.equal(await page.locator('.analysis button').count() + (await page.locator('.progress-line *').count()), 0, 'nothing is left to say');
      assert.equal(await firstRowInView(page), 0);
    });

    it('does not say that sizes were not computed while they are being fetched', async () => {
      let letThrough = (): void => {};
      const gate = new Promise<void>((resolve) => (letThrough = resolve));
      const asksForSizes = (params: unknown): boolean => (params as { sortBy?: string }).sortBy === 'retainedBytes';
      const page = await fake.open({ answer: async (method, params, tell) => (method === 'heap/classes' && asksForSizes(params) && (await gate), host.answer(method, params, tell)) });
      await waitForFirst(page, 'Huge');
      host.reach('complete');
      await words(page, '');
      assert.deepEqual((await cells(treeRow(page, 'Session'))).slice(-1), [COMING]);
      letThrough();
      await waitForFirst(page, 'Session');
      assert.deepEqual((await cells(treeRow(page, 'Session'))).slice(-1), ['1,200,000,000 60 %']);
    });

    it('leaves an order alone that the user chose', async () => {
      const page = await open();
      await head(page, 'Constructor').getByRole('button').click();
      await waitForFirst(page, /^<img/);
      host.reach('complete');
      await page.waitForFunction(() => document.querySelectorAll('.row .pending').length === 0);
      await waitForFirst(page, /^<img/);
      assert.equal(await head(page, 'Constructor').getAttribute('aria-sort'), 'ascending');
    });

    it('sorts by a column that was chosen before it came, as soon as it comes', async () => {
      const page = await open();
      await waitForFirst(page, 'Huge');
      await head(page, 'Distance').getByRole('button').click();
      await page.getByRole('button', { name: 'Distance' }).and(page.locator('[title^="Sorted by Distance as soon as it is computed"]')).waitFor();
      await waitForFirst(page, 'Huge');
      assert.equal(await head(page, 'Shallow size').getAttribute('aria-sort'), 'descending', 'the order is still the one that it says');
      host.reach('references');
      await waitForFirst(page, /^Class[07]$/);
      assert.equal(await head(page, 'Distance').getAttribute('aria-sort'), 'ascending');
      host.reach('complete');
      await page.waitForFunction(() => document.querySelectorAll('.row .pending').length === 0);
      await waitForFirst(page, /^Class[07]$/);
    });

    it('keeps the selected row, and keeps it where it is in the view, while the order changes', async () => {
      const page = await open();
      await waitForFirst(page, 'Huge');
      await tree(page).evaluate((element) => (element.scrollTop = 20 * 22));
      await settled(page);
      await select(page, 'Class37');
      const before = await treeRow(page, 'Class37').boundingBox();
      const index = await treeRow(page, 'Class37').getAttribute('aria-rowindex');
      host.reach('complete');
      await page.locator(`.row.selected[aria-rowindex="${Number(index) + 1}"]`).waitFor();
      await settled(page);
      assert.equal(await selectedName(page), 'Class37');
      assert.deepEqual(await treeRow(page, 'Class37').boundingBox(), before);
    });

    it('keeps what is open, and an object that is selected among a million', async () => {
      const page = await open();
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'Session @1 ').waitFor();
      await page.locator('vscode-textfield input').fill('@1234567');
      await page.keyboard.press('Enter');
      await page.locator('.row.selected', { hasText: '@1234567' }).waitFor();
      host.reach('complete');
      await waitForRetained(page, '@1234567');
      assert.match(await selectedName(page), /@1234567$/);
      await tree(page).focus();
      await page.keyboard.press('ArrowLeft');
      await page.locator('.row.selected', { hasText: /^Session(?! @)/ }).waitFor();
      assert.equal(await tree(page).getAttribute('aria-rowcount'), String(MILLION + 63 + 1));
    });

    it('fills rows that were out of view when they come into it', async () => {
      const page = await open();
      await head(page, 'Constructor').getByRole('button').click();
      await waitForFirst(page, /^<img/);
      await select(page, 'Class10');
      await page.keyboard.press('End');
      await settled(page);
      host.reach('complete');
      await page.waitForFunction(() => document.querySelectorAll('.row .pending').length === 0);
      await page.keyboard.press('Home');
      await treeRow(page, 'Class0').waitFor();
      await page.waitForFunction(() => document.querySelectorAll('.row .pending').length === 0);
      await waitForFirst(page, /^<img/);
    });
  });

  describe('what needs a later stage', () => {
    it('waits below the tree for retainers, then shows them, and their sizes when those come', async () => {
      const page = await open();
      await selectFirstInstance(page);
      await page.getByText('Waiting for distances and retainers…').waitFor();
      await page.getByRole('tab', { name: 'Path to root' }).click();
      await page.getByText('Waiting for distances and retainers…').waitFor();
      host.reach('references');
      await page.locator('.path-sentence').waitFor();
      await page.getByRole('tab', { name: 'Retainers' }).click();
      await retainers(page).locator('.row .name-text').first().waitFor();
      assert.equal(await retainers(page).locator('.row').first().locator('.pending').count(), 1, 'the retained size is still coming');
      host.reach('complete');
      await page.waitForFunction(() => document.querySelectorAll('.detail .pending').length === 0);
    });

    it('says on Dominators what it waits for, with the share that is done, and shows them by itself', async () => {
      const page = await open();
      await page.getByRole('tab', { name: 'Dominators' }).click();
      await page.locator('.waiting-note', { hasText: 'Waiting for retained sizes and dominators…' }).waitFor();
      host.reach('references');
      await words(page, 'Retained sizes and dominators…');
      host.progress(0.5);
      await page.locator('.waiting-note', { hasText: '50 %' }).waitFor();
      host.reach('complete');
      await treeRow(page, 'Session @1 ').waitFor();
    });

    it('compares once both captures are complete', async () => {
      host.startsAt('references', 2);
      const page = await open();
      await page.getByRole('tab', { name: 'Comparison' }).click();
      await page.getByRole('button', { name: /before load/ }).click();
      await page.locator('.waiting-note', { hasText: /^Waiting for retained sizes/ }).waitFor();
      host.reach('complete');
      await page.locator('.waiting-note', { hasText: 'Base capture: Waiting for retained sizes and dominators…' }).waitFor();
      await words(page, 'Base capture: Retained sizes and dominators…');
      host.reach('complete', 2);
      await treeRow(page, 'Class3').waitFor();
      await words(page, '');
    });

    it('shows Containment from the start, Statistics with the second stage', async () => {
      const page = await open();
      await page.getByRole('tab', { name: 'Containment' }).click();
      await tree(page).locator('.row .name-edge').first().waitFor();
      await page.getByRole('tab', { name: 'Statistics' }).click();
      await page.locator('.waiting-note', { hasText: 'Waiting for distances and retainers…' }).waitFor();
      host.reach('references');
      await page.locator('.legend').waitFor();
      host.reach('complete');
      await page.getByRole('tab', { name: 'Containment' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.row').length > 0 && document.querySelectorAll('.row .pending').length === 0);
    });
  });

  describe('cancel', () => {
    it('stops the analysis by keyboard, keeps what is there, and goes on', async () => {
      const page = await open();
      await waitForFirst(page, 'Huge');
      host.reach('references');
      await words(page, 'Retained sizes and dominators…');
      await page.getByRole('button', { name: 'Cancel the analysis' }).focus();
      await page.keyboard.press('Enter');
      await words(page, 'Analysis stopped');
      assert.equal(host.asked.filter((method) => method === 'heap/stop').length, 1);
      assert.deepEqual((await cells(treeRow(page, 'Session'))).slice(1), ['4', '1,000,000 15 %', '56,000,000 3 %', 'not computed: the analysis was stopped']);
      assert.equal(await page.locator('.progress-line *').count(), 0);
      await selectFirstInstance(page);
      await retainers(page).locator('.row .name-text').first().waitFor();
      await page.getByRole('tab', { name: 'Dominators' }).click();
      await page.getByText('The analysis was stopped before this was computed.').waitFor();
      await page.getByRole('tab', { name: 'Summary' }).click();
      await page.getByRole('button', { name: 'Continue analysis' }).focus();
      await page.keyboard.press('Enter');
      await words(page, 'Retained sizes and dominators…');
      host.reach('complete');
      await treeRow(page, 'Session').locator('.numeric', { hasText: '1,200,000,000' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.textContent === 'Summary');
    });

    it('goes on from the page that waits', async () => {
      const page = await open();
      await page.getByRole('button', { name: 'Cancel the analysis' }).click();
      await page.getByRole('tab', { name: 'Dominators' }).click();
      await page.locator('.waiting-note').getByText('Continue analysis').click();
      host.reach('complete');
      await treeRow(page, 'Session @1 ').waitFor();
    });

    it('says so when the analysis was stopped from elsewhere', async () => {
      const page = await open();
      await words(page, 'Distances and retainers…');
      host.fail(new HeaplineError('cancelled'));
      await words(page, 'Analysis stopped');
      await page.getByRole('button', { name: 'Continue analysis' }).waitFor();
    });

    it('says why the analysis failed, and tries again', async () => {
      const page = await open();
      await page.getByRole('tab', { name: 'Dominators' }).click();
      await words(page, 'Distances and retainers…');
      host.fail(new HeaplineError('outOfMemory', 'Memory ran out: 4 GB were asked for'));
      await words(page, 'The analysis failed: Memory ran out: 4 GB were asked for');
      await page.getByRole('alert').getByText('Memory ran out: 4 GB were asked for.').waitFor();
      await page.locator('.analysis').getByRole('button', { name: 'Retry' }).waitFor();
      await page.getByRole('alert').getByText('Open settings').click();
      await page.getByRole('alert').getByText('Retry').click();
      assert.equal(host.settingsShown, 1);
      host.reach('complete');
      await treeRow(page, 'Session @1 ').waitFor();
    });
  });

  it('says nothing of an analysis that is done when the capture opens', async () => {
    host.startsAt('complete');
    const page = await open();
    await waitForFirst(page, 'Session');
    await words(page, '');
    assert.equal(await page.locator('.analysis button').count(), 0);
    assert.ok(!host.asked.includes('heap/wait'));
  });
});

describe('panel’s base capture', () => {
  let host: FakeHost;
  const { open } = useFakePanel((fresh) => {
    host = fresh;
    host.previousPath = host.choices[0]!.path;
  });

  it('is the one before of the same target, opened when Comparison is first shown', async () => {
    const page = await open();
    await waitForFirst(page, 'Session');
    assert.ok(!host.asked.includes('host/openCapture'), 'not before it is needed');
    await page.getByRole('tab', { name: 'Comparison' }).click();
    await treeRow(page, 'Class3').waitFor();
    assert.match((await page.locator('.base-chooser').textContent()) ?? '', /before load/);
  });

  it('gives way to the user’s own choice, also after a reload', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Comparison' }).click();
    await treeRow(page, 'Class3').waitFor();
    await page.locator('.base-chooser vscode-single-select').click();
    await page.getByRole('option', { name: 'after warm-up' }).click();
    await page.locator('.base-chooser', { hasText: 'after warm-up' }).waitFor();
    await page.waitForTimeout(400); // the state is written a moment later
    await page.reload();
    await treeRow(page, 'Class3').waitFor();
    assert.equal(await page.locator('.base-chooser vscode-single-select').evaluate((element) => (element as HTMLSelectElement).value), host.choices[1]!.path);
  });
});

function head(page: Page, name: string): Locator {
  return page.getByRole('columnheader', { name: new RegExp(name) }).first();
}

/** Waits until the status says so; nothing: ''. */
async function words(page: Page, wanted: string): Promise<void> {
  await page.waitForFunction((text) => document.querySelector('.analysis [role="status"]')?.textContent?.trim() === text, wanted);
}

function selectedNames(page: Page): Promise<number> {
  return tree(page).locator('.row.selected').count();
}

async function waitForRetained(page: Page, id: string): Promise<void> {
  await page.locator('.split-top .row.selected', { hasText: id }).and(page.locator('.row:not(:has(.pending))')).waitFor();
}
