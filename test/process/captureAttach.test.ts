/** Attaching to real Node.js processes of every version, and leaving them as they were. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeaplineError } from '../../analyzer/protocol/errors.ts';
import { takeSnapshot } from '../../extension/src/capture/takeSnapshot.ts';
import { attach } from '../../extension/src/inspector/attach.ts';
import { discoverTarget } from '../../extension/src/inspector/discovery.ts';
import { listeningPlaces } from '../../extension/src/processes/linuxInspectors.ts';
import { listProcesses } from '../../extension/src/processes/listProcesses.ts';
import { LIVE_NODE_MAJORS, nodeBinary } from '../helpers/nodeBinaries.ts';
import { startTarget, stayingProgram, until, type RunningTarget, type TargetOptions } from './captureTargets.ts';

const WITH_WORKER = `${stayingProgram(100)}
new (require('node:worker_threads').Worker)(require('node:path').join(__dirname, 'worker.cjs'));`;
const WORKER = `class InWorker {} globalThis.kept = Array.from({ length: 321 }, () => new InWorker()); setInterval(() => {}, 1000);`;

function failsWith(code: HeaplineError['code'], words: RegExp) {
  return (error: HeaplineError) => {
    assert.equal(error.code, code, error.stack);
    assert.match(error.message, words);
    return true;
  };
}

describe('attaching to a process', function () {
  this.timeout(60_000);
  let output: string;
  const targets: RunningTarget[] = [];
  const start = async (source: string, options?: TargetOptions): Promise<RunningTarget> => {
    const target = await startTarget(source, options);
    targets.push(target);
    return target;
  };
  beforeEach(() => {
    output = mkdtempSync(join(tmpdir(), 'heapline-output-'));
  });
  afterEach(async () => {
    await Promise.all(targets.splice(0).map((target) => target.stop()));
    rmSync(output, { recursive: true, force: true });
  });
  const classCount = (path: string, name: string): number => {
    const { snapshot, nodes, strings } = JSON.parse(readFileSync(path, 'utf8'));
    const fields: string[] = snapshot.meta.node_fields;
    const object = snapshot.meta.node_types[0].indexOf('object');
    let count = 0;
    for (let at = 0; at < nodes.length; at += fields.length) if (nodes[at] === object && strings[nodes[at + fields.indexOf('name')]] === name) count++;
    return count;
  };

  for (const major of LIVE_NODE_MAJORS) {
    for (const extension of ['cjs', 'mjs'] as const) {
      it(`Node.js ${major}, ${extension}: signal, capture, leave, twice`, async () => {
        const running = await start(stayingProgram(1234, extension), { binary: nodeBinary(major), extension });
        for (const round of [1, 2]) {
          const target = await attach({ kind: 'pid', pid: running.pid });
          assert.deepEqual([target.pid, target.isLocal, target.label], [running.pid, true, `target.${extension}`]);
          assert.match(target.nodeVersion, new RegExp(`^v${major}\\.`));
          const outputFile = join(output, `${round}.heapsnapshot`);
          const taken = await takeSnapshot(target.main, { outputFile });
          assert.equal(taken.fileBytes, readFileSync(outputFile).length);
          assert.equal(classCount(outputFile, 'Planted'), 1234);
          await target.detach();
          await until(async () => (await listeningPlaces(running.pid)).length === 0, 'closing the inspector');
        }
        assert.ok(running.isRunning());
        assert.deepEqual(readdirSync(output), ['1.heapsnapshot', '2.heapsnapshot']);
      });
    }

    it(`Node.js ${major}: a worker is captured alone, and goes on`, async () => {
      const running = await start(WITH_WORKER, { binary: nodeBinary(major), files: { 'worker.cjs': WORKER } });
      const target = await attach({ kind: 'pid', pid: running.pid });
      await until(() => target.threads().length === 2, 'the worker');
      const worker = target.threads()[1]!;
      assert.match(worker.url ?? '', /worker\.cjs$/);
      await Promise.all([takeSnapshot(worker, { outputFile: join(output, 'worker') }), takeSnapshot(target.main, { outputFile: join(output, 'main') })]);
      assert.deepEqual([classCount(join(output, 'worker'), 'InWorker'), classCount(join(output, 'worker'), 'Planted')], [321, 0]);
      assert.deepEqual([classCount(join(output, 'main'), 'InWorker'), classCount(join(output, 'main'), 'Planted')], [0, 100]);
      await target.detach();
      const again = await attach({ kind: 'pid', pid: running.pid });
      await until(() => again.threads().length === 2, 'the worker, still there');
      await again.detach();
    });

    it(`Node.js ${major}: a program that comes to its end is not held up by us`, async () => {
      const running = await start("process.stdin.once('data', () => process.stdin.destroy()); console.log('ready');", { binary: nodeBinary(major) });
      const target = await attach({ kind: 'pid', pid: running.pid });
      const reason = new Promise((resolve) => target.onEnded(resolve));
      running.child.stdin!.write('end\n');
      assert.equal(await running.ended, 0);
      assert.equal(await reason, 'targetDied');
      await target.detach();
    });

    it(`Node.js ${major}: an inspector that was open stays open; host:port and ws:// lead to it`, async () => {
      const running = await start(stayingProgram(10), { binary: nodeBinary(major), nodeOptions: ['--inspect=0'] });
      const [{ host, port }] = (await listeningPlaces(running.pid)) as [{ host: string; port: number }];
      const row = (await listProcesses()).find(({ pid }) => pid === running.pid)!;
      assert.deepEqual([row.role, row.inspector, row.nodeVersion?.split('.')[0], row.workingDirectory], ['node', { host, port }, `v${major}`, running.directory]);
      const { webSocketUrl } = await discoverTarget(host, port, { timeoutMs: 1000 });
      for (const address of [{ kind: 'pid', pid: running.pid }, { kind: 'inspector', host, port }, { kind: 'inspector', host: 'localhost', port }, { kind: 'webSocket', url: webSocketUrl }] as const) {
        const target = await attach(address);
        assert.deepEqual([target.pid, target.isLocal], [running.pid, true]);
        await target.detach();
      }
      assert.deepEqual(await listeningPlaces(running.pid), [{ host, port }]);
    });
  }

  it('a busy loop is attached to all the same', async () => {
    const running = await start("console.log('ready'); setTimeout(() => { for (;;) Math.random(); }, 50);");
    const target = await attach({ kind: 'pid', pid: running.pid });
    assert.equal(target.pid, running.pid);
    await target.detach();
    await until(async () => (await listeningPlaces(running.pid)).length === 0, 'closing the inspector');
  });

  it('a blocked main thread is reported in bounded time, and what was opened is closed when it is free again', async () => {
    const running = await start("console.log('ready'); setTimeout(() => require('node:child_process').execSync('sleep 10'), 50); setInterval(() => {}, 1000);");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await assert.rejects(attach({ kind: 'pid', pid: running.pid }), failsWith('inspectorUnavailable', /blocked/));
    await until(() => /Debugger ending/.test(running.stderr()) || /Debugger attached/.test(running.stderr()), 'the late inspector', 20_000);
    await until(async () => (await listeningPlaces(running.pid)).length === 0, 'closing the inspector', 20_000);
    assert.ok(running.isRunning());
  });

  it('a cancel while attaching leaves no inspector open', async () => {
    const running = await start(stayingProgram(10));
    for (const afterMs of [0, 1, 20, 60]) {
      const abort = new AbortController();
      const attaching = attach({ kind: 'pid', pid: running.pid }, { signal: abort.signal });
      setTimeout(() => abort.abort(), afterMs);
      await attaching.then((target) => target.detach(), failsWith('cancelled', /cancelled/));
      await until(async () => (await listeningPlaces(running.pid)).length === 0, 'closing the inspector');
    }
    await assert.rejects(attach({ kind: 'pid', pid: running.pid }, { signal: AbortSignal.abort() }), failsWith('cancelled', /./));
    assert.equal((running.stderr().match(/Debugger listening/g) ?? []).length <= 4, true);
  });

  it('an inspector of ours that somebody else uses by now stays open', async () => {
    const running = await start(stayingProgram(10));
    const target = await attach({ kind: 'pid', pid: running.pid });
    const [{ host, port }] = (await listeningPlaces(running.pid)) as [{ host: string; port: number }];
    const other = await attach({ kind: 'inspector', host, port });
    await target.detach();
    assert.equal((await other.main.session.send<{ result: { value: number } }>('Runtime.evaluate', { expression: '6 * 7' })).result.value, 42);
    await other.detach();
  });

  describe('refused, and never signalled', () => {
    let busy: Server;
    before((done) => void (busy = createServer().listen(0, '127.0.0.1', done)));
    after(() => void busy.close());

    it('a port that another process holds', async () => {
      const { port } = busy.address() as { port: number };
      const running = await start(stayingProgram(10), { nodeOptions: [`--inspect-port=${port}`] });
      await assert.rejects(attach({ kind: 'pid', pid: running.pid }), failsWith('inspectorUnavailable', new RegExp(`port ${port}, which another process holds`)));
      assert.equal(running.stderr(), '');
    });

    it('a process that is not Node.js', async () => {
      const running = await start('', { binary: '/bin/sh', nodeOptions: ['-c', 'trap "echo signalled >&2" USR1; echo ready; while :; do sleep 0.05; done'] });
      await assert.rejects(attach({ kind: 'pid', pid: running.pid }), failsWith('targetNotNode', new RegExp(`Process ${running.pid} is not a Node.js process`)));
      await new Promise((resolve) => setTimeout(resolve, 150));
      assert.deepEqual([running.stderr(), running.isRunning()], ['', true]);
    });

    it('a process that is not there, and numbers that mean groups', async () => {
      const running = await start(stayingProgram(10));
      await running.stop();
      for (const pid of [running.pid, 0, -1, 1.5, Number.NaN]) await assert.rejects(attach({ kind: 'pid', pid }), failsWith('targetNotFound', /process/));
    });

    it('Node.js told not to listen for the signal', async () => {
      const running = await start(stayingProgram(10), { binary: nodeBinary(24), nodeOptions: ['--disable-sigusr1'] });
      await assert.rejects(attach({ kind: 'pid', pid: running.pid }), failsWith('inspectorUnavailable', /--disable-sigusr1/));
      assert.ok(running.isRunning());
    });
  });

  it('addresses that lead nowhere', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    await assert.rejects(attach({ kind: 'inspector', host: '127.0.0.1', port }), failsWith('connectionFailed', /no answer in/));
    silent.close();
    await assert.rejects(attach({ kind: 'inspector', host: '127.0.0.1', port: 1 }), failsWith('connectionFailed', /127\.0\.0\.1:1 does not answer/));
    await assert.rejects(attach({ kind: 'webSocket', url: 'ws://127.0.0.1:1/x' }), failsWith('connectionFailed', /cannot be reached/));
    await assert.rejects(attach({ kind: 'webSocket', url: 'no address' }), failsWith('connectionFailed', /no WebSocket address/));
  });
});
