/**
 * The panel in a real browser, without VS Code: the page that the host would give a webview, its bundle, VS Code's own theme
 * variables, and an acquireVsCodeApi() whose other end is a function of the test. Requests to anywhere else are refused and noted.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page, type Route } from 'playwright-core';
import { toErrorData } from '../../../analyzer/protocol/errors.ts';
import type { AskMessage, HostMessage, PanelMethod } from '../../../analyzer/protocol/webviewMessages.ts';
import { panelHtml } from '../../../extension/src/editors/panelHtml.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../host/chromium.ts';

const root = join(__dirname, '../../..');
const ORIGIN = 'http://panel.test';

/** Dark Modern, Light Modern and the two high contrast themes of VS Code 1.139, as a webview's document has them: those variables that the panel uses. */
export type ThemeName = 'dark' | 'light' | 'hc-dark' | 'hc-light';

interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface PanelOptions {
  readonly answer: (method: PanelMethod, params: unknown, tell: (message: HostMessage) => void) => Promise<unknown>;
  readonly theme?: ThemeName;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly texts?: Readonly<Record<string, string>>;
  readonly forcedColors?: boolean;
}

export interface OpenPanel {
  readonly page: Page;
  /** What went wrong in the page: exceptions, violations of the policy, console errors, requests to elsewhere. */
  readonly complaints: readonly string[];
  tell(message: HostMessage): Promise<void>;
  /** The ids of the questions that the panel gave up. */
  readonly cancelled: readonly number[];
  close(): Promise<void>;
}

/** Started once for a test file. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), headless: true, args: CHROMIUM_ARGUMENTS });
}

let bundle: Promise<Map<string, Buffer>> | undefined;

export async function openPanel(browser: Browser, options: PanelOptions): Promise<OpenPanel> {
  const { answer, theme = 'dark', viewport = { width: 1100, height: 760 }, texts } = options;
  const files = await (bundle ??= bundlePanel());
  const themes = JSON.parse(readFileSync(join(__dirname, 'themes.json'), 'utf8')) as Record<ThemeName, Theme>;
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...(options.forcedColors ? { forcedColors: 'active' as const } : {}) });
  const page = await context.newPage();
  const complaints: string[] = [];
  const cancelled: number[] = [];
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(`console: ${message.text()}`));

  const html = panelHtml({ title: 'after load', language: 'en', scriptUri: `${ORIGIN}/webview.js`, styleUri: `${ORIGIN}/webview.css`, cspSource: ORIGIN, nonce: 'dGVzdC1ub25jZQ==', texts });
  await page.route('**/*', (route) => serve(route, files, html, (url) => complaints.push(`request: ${url}`)));
  const tell = (message: HostMessage): Promise<void> => page.evaluate((data) => window.postMessage(data, '*'), message);
  await page.exposeFunction('heaplineHost', (message: AskMessage) => {
    if (message.type === 'cancel') return void cancelled.push(message.id);
    answer(message.method, message.params, (told) => void tell(told))
      .then(
        (result): HostMessage => ({ type: 'answer', id: message.id, ok: true, result }),
        (error: unknown): HostMessage => ({ type: 'answer', id: message.id, ok: false, error: toErrorData(error) }),
      )
      .then(tell)
      .catch(() => {}); // the page has gone, and with it the question
  });
  await page.addInitScript(standIn(themes[theme]));
  await page.goto(`${ORIGIN}/`);
  return { page, complaints, cancelled, tell, close: () => context.close() };
}

/** A script that runs in the page before all else, as VS Code's own does. Text: a compiled function would miss its compiler's helpers there. */
function standIn(theme: Theme): string {
  return `{
    const { bodyClass, variables } = ${JSON.stringify(theme)};
    const key = 'heapline-state';
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.heaplineHost(structuredClone(message)),
      getState: () => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined,
      setState: (state) => sessionStorage.setItem(key, JSON.stringify(state)),
    });
    document.addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
    document.addEventListener('DOMContentLoaded', () => {
      for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
      document.body.className = bodyClass;
    });
  }`;
}

async function serve(route: Route, files: Map<string, Buffer>, html: string, refuse: (url: string) => void): Promise<void> {
  const url = new URL(route.request().url());
  const file = files.get(url.pathname.slice(1));
  if (url.origin !== ORIGIN || (url.pathname !== '/' && url.pathname !== '/favicon.ico' && !file)) {
    refuse(url.href);
    return route.abort();
  }
  if (url.pathname === '/') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
  if (!file) return route.fulfill({ status: 204 });
  const type = url.pathname.endsWith('.js') ? 'text/javascript' : url.pathname.endsWith('.css') ? 'text/css' : 'font/ttf';
  return route.fulfill({ contentType: `${type}; charset=utf-8`, body: file });
}

/** The webview's bundle as `esbuild.mjs` makes it, in memory: other programs of the project may be half done. */
async function bundlePanel(): Promise<Map<string, Buffer>> {
  const { outputFiles } = await build({
    absWorkingDir: root, bundle: true, write: false, minify: true, outdir: 'dist', platform: 'browser', format: 'iife', target: 'es2022', logLevel: 'error',
    jsx: 'automatic', jsxImportSource: 'preact', loader: { '.ttf': 'file' }, assetNames: '[name]', entryPoints: { webview: 'webview-ui/src/main.tsx' },
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.replace(/^.*[/\\]/, ''), Buffer.from(contents)]));
}

/** axe-core's source, to run in the page. */
export function axeSource(): string {
  return readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
}
