/** A VS Code window as a user has it, with Heapline in it: what the UI tests press and read. Selectors hold in VS Code 1.100 to 1.139. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { bundledProgram } from '../../helpers/bundledPrograms.ts';
import { startServer } from '../../host/server.ts';
import { openWorkbench } from '../../host/workbench.ts';

const root = join(__dirname, '../../..');
const artifacts = join(root, 'out/artifacts');

export type Theme = 'Default Dark Modern' | 'Default Light Modern' | 'Default High Contrast';

export interface WindowOptions {
  /** The folder to open. */
  readonly folder: string;
  readonly theme?: Theme;
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
  /** Keeps a picture in out/artifacts/NAME.png. */
  screenshot(name: string): Promise<void>;
  /** What the page asked of other hosts than the server. */
  readonly refusedUrls: readonly string[];
  close(): Promise<void>;
}

export async function openWindow(options: WindowOptions): Promise<VsCodeWindow> {
  if (!options.extensionsFolder) bundledProgram('extension');
  const settings = { 'workbench.colorTheme': options.theme ?? 'Default Dark Modern', 'window.commandCenter': false, 'editor.minimap.enabled': false, ...options.settings };
  const server = await startServer({ extensionsFolder: options.extensionsFolder, settings });
  try {
    const workbench = await openWorkbench(server, { folder: options.folder, extensionDevelopmentPaths: options.extensionsFolder ? [] : [root], viewport: { width: 1440, height: 900 } });
    const { page, refusedUrls } = workbench;
    page.setDefaultTimeout(30_000);
    // The palette does not take up commands that arrive while it is open.
    await heaplineIcon(page).waitFor();
    return {
      ...actions(page),
      page,
      refusedUrls,
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

function actions(page: Page): Omit<VsCodeWindow, 'page' | 'refusedUrls' | 'close'> {
  const rows = (view: string): Locator =>
    page.locator('.split-view-view .pane').filter({ has: page.locator(`.pane-header[aria-label^="${view}"]`) }).locator('.pane-body .monaco-list-row');
  const pick = async (text: string): Promise<void> => {
    await page.keyboard.type(text); // filters: only what is in view is in the page
    const entry = page.locator('.quick-input-widget .quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await entry.waitFor();
    await entry.click();
  };
  return {
    pick,
    async runCommand(title) {
      await page.keyboard.press('F1');
      const input = page.locator('.quick-input-widget input').first();
      await input.waitFor();
      await pick(title);
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
        await rows(view).first().hover();
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
