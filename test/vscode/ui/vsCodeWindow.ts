/** A VS Code window as a user has it, with Heapline in it: what the UI tests press and read. Selectors hold in VS Code 1.100 to 1.139. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
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
  /** Rows of one of its trees, by the tree's title. */
  rows(view: string): Locator;
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
  const pick = async (text: string): Promise<void> => {
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
      await input.fill(`>${title}`);
      await pick(title);
    },
    async showHeapline() {
      const icon = heaplineIcon(page);
      if ((await icon.getAttribute('aria-expanded')) !== 'true' && (await icon.getAttribute('aria-checked')) !== 'true') await icon.click();
    },
    rows: (view) => page.locator('.split-view-view .pane').filter({ has: page.locator(`.pane-header[aria-label^="${view}"]`) }).locator('.pane-body .monaco-list-row'),
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
