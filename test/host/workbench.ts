/** Opens the workbench of a running VS Code server in headless Chromium, for tests inside the extension host and for tests of the UI. */
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from './chromium.ts';
import type { RunningServer } from './server.ts';

export interface WorkbenchOptions {
  /** To open; or */
  readonly folder?: string;
  /** a .code-workspace file; none of both: an empty window. */
  readonly workspace?: string;
  readonly extensionDevelopmentPaths?: readonly string[];
  /** A CommonJS module with run(): Promise<void>. */
  readonly extensionTestsPath?: string;
  readonly payload?: readonly (readonly [string, string])[];
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The extension host's console and the workbench's log. */
  readonly onLog?: (type: string, values: readonly unknown[]) => void;
  /** The browser's console. */
  readonly onPageMessage?: (type: string, text: string) => void;
}

export interface OpenWorkbench {
  readonly browser: Browser;
  readonly page: Page;
  /** Resolves when the extension tests end (0 passed, 1 failed) or the page dies (101, 102). */
  readonly exited: Promise<number>;
  /** What the page asked of any other host than the server: such requests are refused. */
  readonly refusedUrls: readonly string[];
  close(): Promise<void>;
}

/** The address that opens a workbench; what desktop VS Code takes as arguments travels in its `payload`. */
export function workbenchUrl(server: RunningServer, { folder, workspace, extensionDevelopmentPaths = [], extensionTestsPath, payload = [] }: WorkbenchOptions): string {
  const remote = (file: string): string => `vscode-remote://${server.authority}${encodeURI(resolve(file))}`;
  const query = new URLSearchParams();
  if (folder) query.set('folder', resolve(folder));
  else if (workspace) query.set('workspace', resolve(workspace));
  else query.set('ew', 'true');
  const entries = [
    ...extensionDevelopmentPaths.map((path) => ['extensionDevelopmentPath', remote(path)]),
    ...(extensionTestsPath ? [['extensionTestsPath', remote(extensionTestsPath)]] : []),
    ...[['skipWelcome', 'true'], ['skipReleaseNotes', 'true']],
    ...payload,
  ];
  query.set('payload', JSON.stringify(entries));
  return `${server.url}/?${query}`;
}

/** Opens a browser with the workbench in it. */
export async function openWorkbench(server: RunningServer, options: WorkbenchOptions): Promise<OpenWorkbench> {
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: CHROMIUM_ARGUMENTS,
    env: { ...process.env, XDG_CONFIG_HOME: join(server.dataFolder, 'config'), XDG_CACHE_HOME: join(server.dataFolder, 'cache') },
    // Ours to handle: Playwright would end this process before the server is stopped.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const refusedUrls: string[] = [];
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => {
      refusedUrls.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  const { exited } = await exitCode(page, options);
  await page.goto(workbenchUrl(server, options));
  return { browser, page, exited, refusedUrls, close: () => browser.close() };
}

/** The two functions by which the workbench reports on extension tests, and the page's own ways to end. */
async function exitCode(page: Page, { onLog, onPageMessage }: WorkbenchOptions): Promise<{ exited: Promise<number> }> {
  let exit: (code: number) => void;
  const exited = new Promise<number>((resolveExit) => (exit = resolveExit));
  await page.exposeFunction('codeAutomationLog', (type: string, values: readonly unknown[]) => onLog?.(type, values));
  await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
  page.on('console', (message) => onPageMessage?.(message.type(), message.text()));
  page.on('pageerror', (error) => onPageMessage?.('pageerror', String(error)));
  page.on('crash', () => exit(101));
  page.on('close', () => exit(102));
  return { exited };
}
