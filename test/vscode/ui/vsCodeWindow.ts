/** A VS Code window as a user has it, with Heapline in it: what the UI tests press and read. Selectors hold in VS Code 1.100 to 1.139. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { bundledProgram } from '../../helpers/bundledPrograms.ts';
import { descendantPid } from '../../helpers/processTree.ts';
import { startServer } from '../../host/server.ts';
import { openWorkbench } from '../../host/workbench.ts';

const root = join(__dirname, '../../..');
const artifacts = join(root, 'out/artifacts');

/** As VS Code's list of themes names them. */
export type Theme = 'Dark Modern' | 'Light Modern' | 'Dark High Contrast';

/** What the workbench is marked with. */
const THEME_CLASSES: Readonly<Record<Theme, string>> = { 'Dark Modern': 'vs-dark', 'Light Modern': 'vs', 'Dark High Contrast': 'hc-black' };

export interface WindowOptions {
  /** The folder to open. */
  readonly folder: string;
  /** Extensions installed there; default: none, and the extension under development is this checkout. */
  readonly extensionsFolder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface VsCodeWindow {
  readonly page: Page;
  /** Runs a command through the Command Palette, by its full title (`Heapline: …`). */
  runCommand(title: string): Promise<void>;
  /** Picks the entry of the open quick pick that has this text. */
  pick(text: string): Promise<void>;
  /** Shows Heapline's view container. */
  showHeapline(): Promise<void>;
  /** Drags the side bar's edge until it is that wide. */
  widenSideBar(widthPx: number): Promise<void>;
  /** Rows of one of its trees, by the tree's title; those in view, no others are in the page. */
  rows(view: string): Locator;
  /** The row of a tree whose label has this text, scrolled into view. */
  row(view: string, label: string): Promise<Locator>;
  /** Expands a tree's row, if it is not, and waits for its children. */
  expand(row: Locator): Promise<void>;
  /** The inside of the visible webview. */
  webview(): FrameLocator;
  /** Waits until the active editor is this file with the cursor on this line. */
  waitForCursor(fileName: string, line: number): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** As the user's Reload Window. */
  reload(): Promise<void>;
  /** Keeps a picture in out/artifacts/NAME.png. */
  screenshot(name: string): Promise<void>;
  /** What the page asked of other hosts than the server. */
  readonly refusedUrls: readonly string[];
  /** Of the analyzer that this window has started, and no other one's. */
  analyzerPid(): number;
  close(): Promise<void>;
}

export async function openWindow(options: WindowOptions): Promise<VsCodeWindow> {
  if (!options.extensionsFolder) bundledProgram('extension');
  const settings = { 'breadcrumbs.enabled': false, 'editor.minimap.enabled': false, 'window.commandCenter': false, 'workbench.colorTheme': 'Default Dark Modern', ...options.settings };
  const server = await startServer({ extensionsFolder: options.extensionsFolder, settings });
  try {
    const workbench = await openWorkbench(server, { folder: options.folder, extensionDevelopmentPaths: options.extensionsFolder ? [] : [root], viewport: { width: 1440, height: 900 } });
    const { page, refusedUrls } = workbench;
    page.setDefaultTimeout(60_000); // other stages of the tests may be running
    // The palette does not take up commands that arrive while it is open.
    await heaplineIcon(page).waitFor();
    const heapline = actions(page);
    return {
      ...heapline,
      page,
      async setTheme(theme) {
        await heapline.runCommand('Preferences: Color Theme');
        await heapline.pick(theme);
        await page.locator(`.monaco-workbench.${THEME_CLASSES[theme]}`).waitFor();
        await page.waitForTimeout(500); // the webview follows
      },
      async reload() {
        await page.reload();
        await heaplineIcon(page).waitFor();
      },
      refusedUrls,
      analyzerPid: () => descendantPid(server.pid, /[\\/]analyzer\.js( |$)/),
      close: async () => {
        await workbench.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const heaplineIcon = (page: Page): Locator => page.locator('.activitybar a.action-label[aria-label^="Heapline"]');

const appears = (locator: Locator): Promise<boolean> => locator.waitFor({ timeout: 2000 }).then(() => true, () => false);

function actions(page: Page): Omit<VsCodeWindow, 'page' | 'refusedUrls' | 'analyzerPid' | 'setTheme' | 'reload' | 'close'> {
  const pane = (view: string): Locator => page.locator('.split-view-view .pane').filter({ has: page.locator(`.pane-header[aria-label^="${view}"]`) });
  const rows = (view: string): Locator => pane(view).locator('.pane-body .monaco-list-row');
  /** Types into the quick pick until the wanted entry is there, and takes it: a list that is still being filled starts again. */
  const choose = async (filter: string, text: string): Promise<void> => {
    const input = page.locator('.quick-input-widget input[type="text"]:visible').first();
    const entry = page.locator('.quick-input-widget .quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    for (const deadlineMs = Date.now() + 30_000; ; ) {
      await input.fill(filter);
      if (await appears(entry)) break;
      if (Date.now() > deadlineMs) throw new Error(`the list has no entry ${text}`);
    }
    // Enter takes the focused entry without waiting for the list to stand still; the best match is not always ours.
    if (/\bfocused\b/.test((await entry.getAttribute('class')) ?? '')) await page.keyboard.press('Enter');
    else await entry.click();
    await entry.waitFor({ state: 'hidden' });
  };
  return {
    pick: (text) => choose(text, text),
    async runCommand(title) {
      await page.keyboard.press('F1');
      await choose(`>${title}`, title);
    },
    async showHeapline() {
      const title = page.locator('.pane-header[aria-label^="Targets"]');
      if (!(await title.isVisible())) await heaplineIcon(page).click(); // a click on the icon of what is shown would hide it
      await title.waitFor();
    },
    async widenSideBar(widthPx) {
      const box = await page.locator('.part.sidebar').boundingBox();
      if (!box) throw new Error('the side bar is not shown');
      await page.mouse.move(box.x + box.width, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + widthPx, box.y + box.height / 2, { steps: 5 });
      await page.mouse.up();
    },
    rows,
    async row(view, label) {
      const row = rows(view).and(page.locator(`[aria-label*="${label}"]`)).first();
      for (const deadlineMs = Date.now() + 20_000; !(await row.isVisible()) && Date.now() < deadlineMs; await page.waitForTimeout(200)) {
        const body = await pane(view).locator('.pane-body').boundingBox();
        if (!body) throw new Error(`${view} is not shown`);
        await page.mouse.move(body.x + body.width / 2, body.y + body.height / 2);
        await page.mouse.wheel(0, 60);
      }
      await row.waitFor();
      return row;
    },
    async expand(row) {
      if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
      await row.and(page.locator('[aria-expanded="true"]')).waitFor();
    },
    webview: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    async waitForCursor(fileName, line) {
      await page.locator(`.tab.active[aria-label^="${fileName}"]`).waitFor();
      await page.locator('.statusbar-item').filter({ hasText: new RegExp(`^Ln ${line}, Col \\d+`) }).waitFor();
    },
    async screenshot(name) {
      mkdirSync(artifacts, { recursive: true });
      await page.screenshot({ path: join(artifacts, `${name}.png`) });
    },
  };
}
