/** The bridge: every ask settles once, cancels are told, what is no message is ignored. And the page around it. */
import assert from 'node:assert/strict';
import type { AskMessage, HostMessage } from '../../analyzer/protocol/webviewMessages.ts';
import { panelHtml } from '../../extension/src/editors/panelHtml.ts';
import { createBridge, type Bridge } from '../../webview-ui/src/bridge.ts';

function connect(): { bridge: Bridge; posted: AskMessage[]; receive(message: unknown): void } {
  const posted: AskMessage[] = [];
  let receive: (message: unknown) => void = () => {};
  const bridge = createBridge({ post: (message) => posted.push(message), listen: (listener) => (receive = listener) });
  return { bridge, posted, receive: (message) => receive(message) };
}

describe('bridge', () => {
  it('gives each question its own answer, in any order', async () => {
    const { bridge, posted, receive } = connect();
    const first = bridge.ask('host/copy', { text: 'a' });
    const second = bridge.ask('heap/statistics', { handle: 1 });
    assert.deepEqual(posted.map((message) => message.type === 'ask' && message.method), ['host/copy', 'heap/statistics']);
    receive({ type: 'answer', id: 2, ok: true, result: { rows: [], totalBytes: 7 } } satisfies HostMessage);
    receive({ type: 'answer', id: 1, ok: true, result: null } satisfies HostMessage);
    assert.deepEqual([await first, await second], [null, { rows: [], totalBytes: 7 }]);
  });

  it('throws the host’s error with its code and byte', async () => {
    const { bridge, receive } = connect();
    const asked = bridge.ask('host/copy', { text: 'a' });
    receive({ type: 'answer', id: 1, ok: false, error: { code: 'truncatedInput', message: 'cut', byteOffset: 12 } } satisfies HostMessage);
    await assert.rejects(asked, { name: 'HeaplineError', code: 'truncatedInput', message: 'cut', byteOffset: 12 });
  });

  it('tells the host of a cancel, settles at once, and ignores what comes later', async () => {
    const { bridge, posted, receive } = connect();
    const abort = new AbortController();
    const asked = bridge.ask('host/copy', { text: 'a' }, abort.signal);
    abort.abort();
    await assert.rejects(asked, { code: 'cancelled' });
    assert.deepEqual(posted[1], { type: 'cancel', id: 1 });
    receive({ type: 'answer', id: 1, ok: true, result: null } satisfies HostMessage);
    await assert.rejects(bridge.ask('host/copy', { text: 'b' }, abort.signal), { code: 'cancelled' });
    assert.equal(posted.length, 2, 'a question that is given up beforehand is never asked');
  });

  it('does not cancel what was answered', async () => {
    const { bridge, posted, receive } = connect();
    const abort = new AbortController();
    const asked = bridge.ask('host/copy', { text: 'a' }, abort.signal);
    receive({ type: 'answer', id: 1, ok: true, result: null } satisfies HostMessage);
    await asked;
    abort.abort();
    assert.equal(posted.length, 1);
  });

  it('passes on what the host tells, until told to stop', () => {
    const { bridge, receive } = connect();
    const heard: unknown[] = [];
    const stop = bridge.on('panel/progress', (value) => heard.push(value));
    const tell = { type: 'tell', topic: 'panel/progress', value: { stage: 'x', fraction: 0.5 } } satisfies HostMessage;
    receive(tell);
    stop();
    receive(tell);
    for (const strange of [null, 'x', 7, {}, { type: 'other' }, { type: 'answer', id: 99, ok: true, result: 1 }]) receive(strange);
    assert.deepEqual(heard, [{ stage: 'x', fraction: 0.5 }]);
  });
});

describe('page of the panel', () => {
  const parts = { title: 'a"><script>1</script>', language: 'de', scriptUri: 'https://x/webview.js', styleUri: 'https://x/webview.css', cspSource: "'self' https://x", nonce: 'bm9uY2U=', texts: { summary: '</script><script>alert(1)</script>' } };

  it('lets nothing run but its own script', () => {
    const html = panelHtml(parts);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    assert.match(policy, /default-src 'none'; script-src 'nonce-bm9uY2U='; style-src 'self' https:\/\/x;/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.doesNotMatch(html, /style="|onload=|<style/);
  });

  it('makes no markup of a title or a translation', () => {
    const html = panelHtml(parts);
    assert.equal(html.match(/<script/g)?.length, 2, 'the texts and the program');
    const texts = /id="heapline-texts"[^>]*>(.*?)<\/script>/.exec(html)![1]!;
    assert.deepEqual(JSON.parse(texts), parts.texts);
  });
});
