/** What is said to a target and what never is; odd targets. Real ones: test/process/captureAttach.test.ts. */
import assert from 'node:assert/strict';
import type { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { attach } from '../../../extension/src/inspector/attach.ts';
import { identityAnswer, startFakeInspector, type Answer, type FakeInspector } from './fakeInspector.ts';

const NODE = { 'Runtime.evaluate': identityAnswer('v22.1.0'), 'NodeRuntime.notifyWhenWaitingForDisconnect': {}, 'NodeWorker.enable': {}, 'NodeWorker.disable': {} };

describe('attach', () => {
  let fake: FakeInspector;
  const start = async (answers: Record<string, Answer>, onConnection?: Parameters<typeof startFakeInspector>[1]) => {
    fake = await startFakeInspector(answers, onConnection);
    return { kind: 'webSocket', url: fake.url } as const;
  };
  afterEach(() => fake.close());

  it('asks a target for no more than it needs, and takes back what it switched on', async () => {
    const target = await attach(await start(NODE));
    assert.deepEqual([target.label, target.nodeVersion, target.isLocal, target.pid], ['server.js', 'v22.1.0', false, 2 ** 30]);
    await target.detach();
    await target.detach();
    assert.deepEqual(fake.asked, ['JsDebug.subscribe', 'Runtime.evaluate', 'NodeRuntime.notifyWhenWaitingForDisconnect', 'NodeWorker.enable', 'NodeWorker.disable', 'NodeRuntime.notifyWhenWaitingForDisconnect']);
  });

  it('leaves the workers of a js-debug session to js-debug', async () => {
    const target = await attach(await start({ ...NODE, 'JsDebug.subscribe': {} }));
    assert.equal(target.threads().length, 1);
    assert.deepEqual(fake.asked, ['JsDebug.subscribe', 'Runtime.evaluate']);
  });

  it('a target without workers or the notice of its end is still a target', async () => {
    const target = await attach(await start({ 'Runtime.evaluate': identityAnswer('v18.0.0') }));
    assert.equal(target.threads().length, 1);
    await target.detach();
  });

  const odd: [string, Record<string, Answer>, HeaplineError['code']][] = [
    ['a browser, which has no process', { 'Runtime.evaluate': { result: { type: 'object', subtype: 'error' }, exceptionDetails: {} } }, 'targetNotNode'],
    ['one that hangs up', { ...NODE, 'Runtime.evaluate': 'hang up' }, 'connectionLost'],
  ];
  for (const [name, answers, code] of odd) {
    it(name, async () => {
      const address = await start(answers);
      await assert.rejects(attach(address), (error: HeaplineError) => error.code === code || assert.fail(error));
    });
  }

  it('a cancel while the target is silent', async () => {
    const address = await start({ ...NODE, 'Runtime.evaluate': 'silence' });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    await assert.rejects(attach(address, { signal: abort.signal }), { code: 'cancelled' });
  });

  it('text that is no message, and answers to nothing, are passed over', async () => {
    const address = await start(NODE, (socket) => ['nonsense', 'null', '[]', '{"id":12345,"result":{}}', '{"method":"Un.known"}'].forEach((text) => socket.send(text)));
    await (await attach(address)).detach();
  });

  it('a lost connection is told once, and fails what waits and what comes', async () => {
    const target = await attach(await start({ ...NODE, 'Runtime.getHeapUsage': 'hang up' }));
    const reasons: string[] = [];
    const told = new Promise<void>((resolve) => target.onEnded((reason) => { reasons.push(reason); resolve(); }));
    const waiting = target.main.session.send('Runtime.getHeapUsage');
    await assert.rejects(waiting, { code: 'connectionLost' });
    await assert.rejects(target.main.session.send('Runtime.getHeapUsage'), { code: 'connectionLost' });
    await told;
    await target.detach();
    assert.deepEqual(reasons, ['connectionLost']);
  });

  it('leaving is no loss', async () => {
    const target = await attach(await start(NODE));
    target.onEnded((reason) => assert.fail(reason));
    await target.detach();
    await assert.rejects(target.main.session.send('Runtime.getHeapUsage'), { code: 'connectionLost' });
  });
});
