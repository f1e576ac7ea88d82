/** How each test of a panel over a made-up analyzer begins, and what must be true when it ends. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { createFakeHost, type FakeHost } from './fakeAnalyzer.ts';
import { openPanel, startBrowser, type OpenPanel, type PanelOptions } from './panelPage.ts';

export interface FakePanel {
  /** Opens the test's panel. */
  open(options?: Partial<PanelOptions>): Promise<Page>;
  /** The panel that the test has opened. */
  panel(): OpenPanel;
}

/** For the tests of the describe that calls it: one browser, and a new host for each test, which `prepare` gets. */
export function useFakePanel(prepare: (host: FakeHost) => void): FakePanel {
  let browser: Browser;
  let host: FakeHost;
  let panel: OpenPanel | undefined;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  beforeEach(() => {
    host = createFakeHost();
    prepare(host);
  });
  afterEach(async () => {
    const complaints = panel?.complaints ?? [];
    await panel?.close();
    panel = undefined;
    // No exception, no violation of the policy, no request to anywhere but the three files of the bundle, in any test.
    assert.deepEqual(complaints, []);
  });
  return {
    async open(options = {}) {
      panel = await openPanel(browser, { answer: host.answer, ...options });
      panel.page.setDefaultTimeout(10_000);
      return panel.page;
    },
    panel: () => panel!,
  };
}
