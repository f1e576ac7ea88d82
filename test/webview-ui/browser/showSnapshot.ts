/**
 * Shows how the panel draws a file of yours, without VS Code: opens each page, follows the largest object, and keeps pictures.
 * `node -r tsx/cjs test/webview-ui/browser/showSnapshot.ts FILE [OLDER FILE] [--theme=dark|light|hc-dark|hc-light]` → out/artifacts/panel-*.png
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openPanel, startBrowser, type ThemeName } from './panelPage.ts';
import { createSessionHost } from './sessionHost.ts';

const artifacts = join(__dirname, '../../../out/artifacts');

async function show(file: string, base: string | undefined, theme: ThemeName): Promise<void> {
  const startedMs = Date.now();
  const host = await createSessionHost(resolve(file), base && resolve(base));
  console.log(`opened in ${Date.now() - startedMs} ms`);
  const browser = await startBrowser();
  const panel = await openPanel(browser, { theme, answer: host.answer });
  const { page } = panel;
  const picture = async (name: string): Promise<void> => {
    await page.waitForTimeout(700);
    await page.screenshot({ path: join(artifacts, `panel-${name}-${theme}.png`) });
  };
  try {
    const tree = page.locator('.split-top [role="treegrid"]');
    for (const tab of ['Summary', 'Containment', 'Dominators', ...(base ? ['Comparison'] : [])]) {
      await page.getByRole('tab', { name: tab }).click();
      if (tab === 'Comparison') await page.locator('.empty-note button').first().click();
      await tree.locator('.row .name-text').first().click();
      await page.keyboard.press('ArrowRight');
      await tree.locator('.row[aria-level="2"] .name-text').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await picture(tab.toLowerCase());
    }
    await page.getByRole('tab', { name: 'Path to root' }).click();
    await picture('path');
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await picture('statistics');
    console.log(`pictures are in ${artifacts}`, ...panel.complaints);
  } finally {
    await browser.close();
  }
}

mkdirSync(artifacts, { recursive: true });
const words = process.argv.slice(2);
const theme = (words.find((word) => word.startsWith('--theme='))?.slice('--theme='.length) ?? 'dark') as ThemeName;
const [file, base] = words.filter((word) => !word.startsWith('--'));
if (file) void show(file, base, theme);
else console.log('name a .heapsnapshot file');
