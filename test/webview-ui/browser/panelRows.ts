/** Rows of the panel as a user sees them: found by their words, selected by a click. */
import type { Locator, Page } from 'playwright-core';

export function tree(page: Page): Locator {
  return page.locator('.split-top [role="treegrid"]');
}

export function retainers(page: Page): Locator {
  return page.getByRole('treegrid', { name: /^Retainers of/ });
}

/** The row of the page's tree whose words begin so. */
export function treeRow(page: Page, name: string): Locator {
  return tree(page).getByRole('row').filter({ has: page.locator('.name-text', { hasText: new RegExp(`^${name.trim().replace(/[^\w ]/g, '\\$&').replaceAll(' ', '\\s*')}(?!\\d)`) }) }).first();
}

export async function cells(row: Locator): Promise<string[]> {
  await row.waitFor();
  const texts = await row.getByRole('gridcell').evaluateAll((all) => all.map((cell) => [...cell.querySelectorAll('.name-text, .location, .numeric > span')].map((part) => part.textContent).join(' ') || cell.textContent));
  return texts.map((text) => text.trim());
}

export async function select(page: Page, name: string): Promise<void> {
  await treeRow(page, name).locator('.name-text').click();
}

export async function selectFirstInstance(page: Page): Promise<void> {
  await select(page, 'Session');
  await page.keyboard.press('ArrowRight');
  await treeRow(page, 'Session @1 ').waitFor();
  await page.keyboard.press('ArrowRight');
}

export async function selectedName(page: Page): Promise<string> {
  return (await tree(page).locator('.row.selected .name-text').textContent()) ?? '';
}

export async function waitForFirst(page: Page, name: string | RegExp): Promise<void> {
  await page.waitForFunction(
    ([source]) => new RegExp(source!).test(document.querySelector('.split-top .row[aria-rowindex="2"] .name-text')?.textContent ?? ''),
    [typeof name === 'string' ? `^${name}` : name.source],
  );
}

/** Waits until every row in the page has come. */
export async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(100);
  await page.waitForFunction(() => document.querySelectorAll('.row').length > 0 && document.querySelectorAll('.row[aria-busy="true"]').length === 0);
}

/** Index of the first row that is whole in the view. */
export async function firstRowInView(page: Page): Promise<number> {
  return tree(page).evaluate((element) => {
    const top = element.getBoundingClientRect().top + 24;
    const row = [...element.querySelectorAll('.row')].find((candidate) => candidate.getBoundingClientRect().top >= top - 1);
    return Number(row?.getAttribute('aria-rowindex')) - 2;
  });
}

/** Heights in the view, from the head down, at which there is no loaded row. */
export async function blankRows(page: Page): Promise<number[]> {
  return tree(page).evaluate((element) => {
    const box = element.getBoundingClientRect();
    const blank: number[] = [];
    for (let y = box.top + 30; y < box.top + element.clientHeight; y += 11) {
      const row = document.elementFromPoint(box.left + 30, y)?.closest('.row');
      if (!row?.querySelector('.name-text')?.textContent) blank.push(y);
    }
    return blank;
  });
}
