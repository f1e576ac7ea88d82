/** The panel in a real browser: what a user sees, presses and hears, on a made-up heap of millions of objects. */
import assert from 'node:assert/strict';
import { HOSTILE_NAME, HUGE, MILLION, type FakeHost } from './fakeAnalyzer.ts';
import { useFakePanel } from './fakePanel.ts';
import { blankRows, cells, firstRowInView, retainers, select, selectedName, selectFirstInstance, settled, tree, treeRow, waitForFirst } from './panelRows.ts';

describe('panel', () => {
  let host: FakeHost;
  const { open, panel } = useFakePanel((fresh) => (host = fresh));

  describe('trees', () => {
    it('list constructors with their numbers, shares and lines', async () => {
      const page = await open();
      const row = treeRow(page, 'Session');
      assert.deepEqual(await cells(row), ['Session server.ts:12', '4', '1,000,000 15 %', '56,000,000 3 %', '1,200,000,000 60 %']);
      assert.match((await page.locator('.totals').textContent()) ?? '', /6,543,210 objects · 63 constructors · 2\.0 GB/);
      await page.getByRole('button', { name: 'Show sizes in kB and MB' }).click();
      await page.getByRole('button', { name: 'Show percentages' }).click();
      assert.deepEqual((await cells(row)).slice(2), ['1,000,000', '56.0 MB', '1.2 GB']);
    });

    it('open a class with a million instances, and show its end', async () => {
      const page = await open();
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'Session @1 ').waitFor();
      assert.equal(await tree(page).getAttribute('aria-rowcount'), String(MILLION + 63 + 1));
      assert.ok((await tree(page).getByRole('row').count()) < 100, 'only rows near the view exist');
      await page.keyboard.press('End');
      await treeRow(page, 'Class0').waitFor();
      assert.equal(await selectedName(page), 'Class0');
      for (let row = 0; row < 62; row++) await page.keyboard.press('ArrowUp');
      await settled(page);
      assert.equal(await selectedName(page), `Session @${2 * MILLION - 1}`);
    });

    it('open a class with more rows than an element can be high, and scroll it by single rows', async () => {
      const page = await open();
      await select(page, 'Huge');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, `Huge @${2 * MILLION + 1} `).waitFor();
      await tree(page).evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
      await settled(page);
      const before = await firstRowInView(page);
      assert.ok(before > HUGE / 3 && before < (2 * HUGE) / 3, `the middle shows row ${before}`);
      await tree(page).hover();
      await page.mouse.wheel(0, 220);
      await settled(page);
      assert.equal((await firstRowInView(page)) - before, 10);
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await settled(page);
      assert.equal(await selectedName(page), 'Class1');
    });

    it('leave no part of the view blank wherever they are scrolled to', async () => {
      const page = await open();
      host.delayMs = 30;
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'Session @1 ').waitFor();
      for (const share of [0.13, 0.5, 0.77, 0.999, 0.31, 1, 0]) {
        await tree(page).evaluate((element, part) => (element.scrollTop = (element.scrollHeight - element.clientHeight) * part), share);
        await settled(page);
        assert.deepEqual(await blankRows(page), [], `scrolled to ${share}`);
      }
    });

    it('ask only for what stays in view while the user scrolls', async () => {
      const page = await open();
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'Session @1 ').waitFor();
      host.delayMs = 20;
      const before = host.asked.length;
      await tree(page).evaluate(async (element) => {
        for (let step = 1; step <= 60; step++) {
          element.scrollTop = step * 100_000;
          await new Promise(requestAnimationFrame);
        }
      });
      await settled(page);
      assert.ok(host.asked.length - before < 60, `${host.asked.length - before} questions for 60 places passed`);
      assert.deepEqual(await blankRows(page), []);
    });

    it('sort by every column both ways', async () => {
      const page = await open();
      const head = page.getByRole('columnheader', { name: /Retained size/ }).first();
      assert.equal(await head.getAttribute('aria-sort'), 'descending');
      await head.getByRole('button').click();
      await treeRow(page, 'Class0').waitFor();
      assert.equal(await head.getAttribute('aria-sort'), 'ascending');
      for (const [name, first] of [['Count', 'Huge'], ['Distance', /^Class0|^Class7/], ['Constructor', /^<img/]] as const) {
        await page.getByRole('columnheader', { name: new RegExp(name) }).first().getByRole('button').click();
        await waitForFirst(page, first);
      }
    });

    it('filter after a pause, and say when nothing is left', async () => {
      const page = await open();
      await page.locator('vscode-textfield input').fill('class1');
      await waitForFirst(page, /^Class19/);
      assert.equal(await tree(page).getAttribute('aria-rowcount'), '12');
      await page.locator('vscode-textfield input').fill('no such thing');
      await page.getByText('No constructor matches “no such thing”.').waitFor();
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await waitForFirst(page, /^Session/);
    });

    it('go to an object by its id, among a million', async () => {
      const page = await open();
      await page.locator('vscode-textfield input').fill('@1234567');
      await page.keyboard.press('Enter');
      await page.locator('.row.selected', { hasText: '@1234567' }).waitFor();
      assert.ok(host.asked.filter((method) => method === 'heap/classMembers').length < 40, 'found by halving');
      await page.locator('vscode-textfield input').fill('@2');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('There is no object @2 in this capture.').waitFor();
    });

    it('show hostile names as the text they are', async () => {
      const page = await open();
      assert.equal((await cells(treeRow(page, HOSTILE_NAME)))[0], HOSTILE_NAME);
      assert.equal(await page.locator('img').count(), 0);
      assert.equal(await page.title(), 'after load');
    });

    it('resize columns by pointer and by keys, and the split too', async () => {
      const page = await open();
      await treeRow(page, 'Session').waitFor();
      const head = page.getByRole('columnheader', { name: /Count/ }).first();
      const width = async (): Promise<number> => Math.round((await head.boundingBox())!.width);
      const before = await width();
      const handle = (await head.locator('.column-handle').boundingBox())!;
      await page.mouse.move(handle.x + 3, handle.y + 10);
      await page.mouse.down();
      await page.mouse.move(handle.x - 47, handle.y + 10, { steps: 4 });
      await page.mouse.up();
      assert.equal(await width(), before + 50);
      await head.getByRole('button').focus();
      await page.keyboard.press('Shift+ArrowRight');
      assert.equal(await width(), before + 34);
      const sash = page.getByRole('separator', { name: 'Height of the retainers pane' });
      await sash.focus();
      await page.keyboard.press('ArrowUp');
      assert.equal(await sash.getAttribute('aria-valuenow'), '41');
    });
  });

  describe('keyboard', () => {
    it('opens, enters, leaves and closes rows', async () => {
      const page = await open();
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'Session @1 ').waitFor();
      assert.equal(await treeRow(page, 'Session').getAttribute('aria-expanded'), 'true');
      await page.keyboard.press('ArrowRight');
      assert.match(await selectedName(page), /^Session @1/);
      const selected = page.locator('.row.selected').first();
      assert.deepEqual([await selected.getAttribute('aria-level'), await selected.getAttribute('aria-setsize'), await selected.getAttribute('aria-posinset')], ['2', String(MILLION), '1']);
      assert.equal(await tree(page).getAttribute('aria-activedescendant'), await selected.getAttribute('id'));
      await page.keyboard.press('ArrowLeft');
      assert.match(await selectedName(page), /^Session/);
      await page.keyboard.press('ArrowLeft');
      assert.equal(await treeRow(page, 'Session').getAttribute('aria-expanded'), 'false');
      await page.keyboard.press('PageDown');
      await page.keyboard.press('Home');
      assert.match(await selectedName(page), /^Session/);
    });

    it('finds a row by its first letters', async () => {
      const page = await open();
      await select(page, 'Session');
      await page.keyboard.type('class5');
      assert.match(await selectedName(page), /^Class59/);
    });

    it('opens the source with Enter, beside with Ctrl or Alt, and by a click on the line', async () => {
      const page = await open();
      await select(page, 'Session');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('button', { name: 'server.ts:12', exact: true }).first().click();
      await page.getByRole('button', { name: 'server.ts:12', exact: true }).first().click({ modifiers: ['Alt'] });
      assert.deepEqual(host.opened.map(({ location, beside }) => [location.label, beside]), [['server.ts:12', false], ['server.ts:12', true], ['server.ts:12', false], ['server.ts:12', true]]);
    });

    it('runs the row’s actions from a menu and gives the focus back', async () => {
      const page = await open();
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'Session @1 ').waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Copy @id' }).waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      assert.deepEqual(host.copied, ['@1']);
      assert.ok(await tree(page).evaluate((element) => element === document.activeElement));
      await page.keyboard.press('Control+c');
      await page.keyboard.press('Shift+F10');
      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('menu').count(), 0);
      assert.deepEqual(host.copied, ['@1', 'Session']);
    });

    it('goes from the tree to the retainers with Tab', async () => {
      const page = await open();
      await selectFirstInstance(page);
      await retainers(page).waitFor();
      await page.keyboard.press('Tab'); // the column heads
      await page.keyboard.press('Tab'); // the sash
      await page.keyboard.press('Tab'); // the pane's tabs
      await page.keyboard.press('Tab');
      assert.ok(await retainers(page).evaluate((element) => element === document.activeElement));
      await page.keyboard.press('ArrowDown');
      assert.ok(await retainers(page).getAttribute('aria-activedescendant'));
    });
  });

  describe('retainers', () => {
    it('open the nearest holders down to a root, and stop at a cycle', async () => {
      const page = await open();
      await page.locator('vscode-textfield input').fill('@41');
      await page.keyboard.press('Enter');
      await retainers(page).getByRole('row', { name: /clients in Session @21/ }).waitFor();
      await retainers(page).getByRole('row', { name: /clients in Session @1 / }).waitFor();
      const cycle = retainers(page).getByRole('row', { name: /self in Session @41/ }).first();
      assert.match((await cycle.textContent()) ?? '', /already above/);
      assert.equal(await cycle.getAttribute('aria-expanded'), null);
    });

    it('tell the shortest path in words with its lines', async () => {
      const page = await open();
      await selectFirstInstance(page);
      await page.getByRole('tab', { name: 'Path to root' }).click();
      await page.getByText('which holds Session').waitFor();
      assert.equal(await page.locator('.path-step').count(), 3);
      await page.locator('.path-step').nth(1).getByRole('button', { name: 'server.ts:12' }).click();
      assert.equal(host.opened[0]?.location.line, 12);
      await page.getByRole('button', { name: 'Copy path' }).click();
      assert.match(host.copied[0] ?? '', /^listener of `SIGINT`/);
    });

    it('take the focus from the row’s menu, and Ctrl+F brings it to the filter', async () => {
      const page = await open();
      await selectFirstInstance(page);
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Show retainers' }).click();
      await page.waitForFunction(() => document.activeElement?.closest('.detail') !== null && document.activeElement?.getAttribute('role') === 'treegrid');
      await page.keyboard.press('Control+f');
      await page.keyboard.type('class5');
      await waitForFirst(page, /^Class59/);
    });

    it('lead back to Summary', async () => {
      const page = await open();
      await page.getByRole('tab', { name: 'Dominators' }).click();
      await tree(page).getByRole('row', { name: /Session @1 / }).first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Reveal in Summary' }).click();
      await page.locator('.row.selected', { hasText: 'Session @1' }).waitFor();
      assert.equal(await page.getByRole('tab', { name: 'Summary' }).getAttribute('aria-selected'), 'true');
    });
  });

  describe('comparison', () => {
    it('asks for a base, opens it and shows what came and went', async () => {
      const page = await open();
      await page.getByRole('tab', { name: 'Comparison' }).click();
      await page.getByRole('button', { name: /before load/ }).click();
      const row = treeRow(page, 'Session');
      assert.deepEqual(await cells(row), ['Session server.ts:12', '250,000', '1,000', '+249,000', '14,000,000', '56,000', '+13,944,000']);
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'new Session @1 ').waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await treeRow(page, `deleted Session @${2 * 250_999 + 1} `).waitFor();
    });

    it('starts on the pair that the host opened', async () => {
      host.show = { page: 'comparison', base: { handle: 2, stage: 'complete', label: 'before load' }, classKey: 'Class3' };
      const page = await open();
      await page.locator('.row.selected', { hasText: 'Class3' }).waitFor();
      assert.match((await page.locator('.base-chooser').textContent()) ?? '', /before load/);
    });

    it('lets the user give up opening the base, and says why it did not open', async () => {
      let opens = false;
      const page = await open({
        answer: (method, params) => (method === 'host/openCapture' && !opens ? new Promise(() => {}) : host.answer(method, params)),
      });
      await page.getByRole('tab', { name: 'Comparison' }).click();
      await page.getByRole('button', { name: /before load/ }).click();
      await page.getByText('Cancel').click();
      for (let wait = 0; wait < 50 && panel().cancelled.length === 0; wait++) await page.waitForTimeout(20);
      assert.equal(panel().cancelled.length, 1, 'the host is told');
      opens = true;
      host.failing = 'host/openCapture';
      await page.getByRole('button', { name: /before load/ }).click();
      await page.getByText('a string index is 9 but there are 4 strings (byte 1234).').waitFor();
      host.failing = null;
      await page.getByRole('button', { name: /before load/ }).click();
      await treeRow(page, 'Class3').waitFor();
    });

    it('says so when there is nothing to compare with', async () => {
      host.choices = [];
      const page = await open();
      await page.getByRole('tab', { name: 'Comparison' }).click();
      await page.getByText('There is no other capture to compare with.').waitFor();
    });
  });

  describe('state', () => {
    it('comes back after a reload: page, sort, filter, open rows, selection, split, switches', async () => {
      const page = await open();
      await page.locator('vscode-textfield input').fill('s');
      await page.getByRole('columnheader', { name: /Count/ }).first().getByRole('button').click();
      await waitForFirst(page, /^Session/);
      await select(page, 'Session');
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'Session @1 ').waitFor();
      for (let step = 0; step < 150; step++) await page.keyboard.press('ArrowDown');
      const selected = await selectedName(page);
      assert.match(selected, /@299/);
      await page.getByRole('button', { name: 'Show percentages' }).click();
      await page.getByRole('separator', { name: 'Height of the retainers pane' }).press('ArrowUp');
      await page.waitForTimeout(300);
      await page.reload();
      await page.locator('.row.selected', { hasText: '@299' }).waitFor();
      assert.equal(await selectedName(page), selected);
      assert.equal(await page.locator('vscode-textfield input').inputValue(), 's');
      assert.equal(await page.getByRole('columnheader', { name: /Count/ }).first().getAttribute('aria-sort'), 'descending');
      assert.equal(await page.getByRole('button', { name: 'Show percentages' }).getAttribute('aria-pressed'), 'false');
      assert.equal(await page.getByRole('separator', { name: 'Height of the retainers pane' }).getAttribute('aria-valuenow'), '41');
      await retainers(page).getByRole('row', { name: /clients in/ }).first().waitFor();
    });

    it('opens the base of the comparison again', async () => {
      const page = await open();
      await page.getByRole('tab', { name: 'Comparison' }).click();
      await page.getByRole('button', { name: /before load/ }).click();
      await treeRow(page, 'Session').waitFor();
      await page.waitForTimeout(300);
      await page.reload();
      await treeRow(page, 'Class3').waitFor();
      assert.equal(host.asked.filter((method) => method === 'host/openCapture').length, 2);
    });

    it('follows the host to a place while it is open', async () => {
      const page = await open();
      await treeRow(page, 'Session').waitFor();
      await panel().tell({ type: 'tell', topic: 'panel/show', value: { page: 'summary', classKey: 'Session', node: 123_456 } });
      await page.locator('.row.selected', { hasText: '@246913' }).waitFor();
      await panel().tell({ type: 'tell', topic: 'panel/show', value: { page: 'statistics' } });
      await page.getByRole('img', { name: /What the 2\.0 GB are made of/ }).waitFor();
    });
  });

  describe('waiting and failing', () => {
    it('shows progress and lets the user cancel', async () => {
      const page = await open({ answer: () => new Promise(() => {}) });
      await panel().tell({ type: 'tell', topic: 'panel/progress', value: { stage: 'Reading nodes', fraction: 0.42 } });
      await page.getByText('Reading nodes 42 %').waitFor();
      await page.getByText('Cancel').click();
      await page.getByText('The operation was cancelled.').waitFor();
      assert.deepEqual(panel().cancelled, [1]);
    });

    it('says why the capture did not open, with the byte, and tries again', async () => {
      host.failing = 'panel/start';
      const page = await open();
      await page.getByText('a string index is 9 but there are 4 strings (byte 1234).').waitFor();
      host.failing = null;
      await page.getByText('Retry').click();
      await treeRow(page, 'Session').waitFor();
    });

    it('says in its row why a list did not come, and tries again', async () => {
      const page = await open();
      await select(page, 'Session');
      host.failing = 'heap/classMembers';
      await page.keyboard.press('ArrowRight');
      await page.getByText('The rows could not be loaded: a string index is 9').waitFor();
      host.failing = null;
      await page.getByRole('button', { name: 'Retry' }).click();
      await treeRow(page, 'Session @1 ').waitFor();
    });
  });

  it('speaks the language of the editor', async () => {
    const page = await open({ texts: { summary: 'Übersicht</script><b>', unknownKey: 'x' } });
    await page.getByRole('tab', { name: 'Übersicht</script><b>' }).waitFor();
  });
});
