/** Captures that go wrong, on real processes: nothing is left behind, the target goes on, the error says what happened. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeaplineError } from '../../analyzer/protocol/errors.ts';
import { collectScripts } from '../../extension/src/capture/collectScripts.ts';
import { estimateCapture } from '../../extension/src/capture/estimateCapture.ts';
import { takeSnapshot } from '../../extension/src/capture/takeSnapshot.ts';
import { attach } from '../../extension/src/inspector/attach.ts';
import type { AttachedTarget, CaptureProgress } from '../../extension/src/inspector/target.ts';
import { listeningPlaces } from '../../extension/src/processes/linuxInspectors.ts';
import { identityAnswer, startFakeInspector } from '../extension/inspector/fakeInspector.ts';
import { LIVE_NODE_MAJORS, nodeBinary } from '../helpers/nodeBinaries.ts';
import { startTarget, stayingProgram, until, type RunningTarget } from './captureTargets.ts';

const coded = (code: HeaplineError['code']) => (error: HeaplineError) => {
  assert.equal(error.code, code, error.stack);
  return true;
};

describe('captures that do not come to their end', function () {
  this.timeout(60_000);
  let output: string;
  let outputFile: string;
  let running: RunningTarget;
  let target: AttachedTarget;
  const open = async (objectCount: number, binary?: string): Promise<void> => {
    running = await startTarget(stayingProgram(objectCount), { binary });
    target = await attach({ kind: 'pid', pid: running.pid });
  };
  beforeEach(() => {
    output = mkdtempSync(join(tmpdir(), 'heapline-output-'));
    outputFile = join(output, 'a.heapsnapshot');
  });
  afterEach(async () => {
    await target.detach();
    await running.stop();
    rmSync(output, { recursive: true, force: true });
  });

  /** Starts a capture and does something when it first reports this stage. */
  const disturb = (stage: CaptureProgress['stage'], disturbance: () => void, signal?: AbortSignal) => {
    let isDone = false;
    return takeSnapshot(target.main, {
      outputFile,
      signal,
      onProgress(progress) {
        if (isDone || progress.stage !== stage) return;
        isDone = true;
        disturbance();
      },
    });
  };

  for (const major of LIVE_NODE_MAJORS) {
    for (const stage of ['collecting', 'serializing', 'writing'] as const) {
      it(`Node.js ${major}: cancelled while ${stage}, then captured after all`, async () => {
        await open(30_000, nodeBinary(major));
        const abort = new AbortController();
        await assert.rejects(disturb(stage, () => abort.abort(), abort.signal), coded('cancelled'));
        assert.deepEqual(readdirSync(output), []);
        const { fileBytes } = await takeSnapshot(target.main, { outputFile });
        const snapshot = JSON.parse(readFileSync(outputFile, 'utf8'));
        assert.equal(snapshot.nodes.length, snapshot.snapshot.node_count * snapshot.snapshot.meta.node_fields.length);
        assert.equal(fileBytes, readFileSync(outputFile).length);
      });
    }

    it(`Node.js ${major}: left in the middle of a capture, the target closes its inspector when it is done`, async () => {
      await open(300_000, nodeBinary(major));
      const abort = new AbortController();
      await assert.rejects(disturb('serializing', () => abort.abort(), abort.signal), coded('cancelled'));
      await target.detach();
      await until(async () => (await listeningPlaces(running.pid)).length === 0, 'closing the inspector', 30_000);
      assert.deepEqual([running.isRunning(), readdirSync(output)], [true, []]);
    });

    it(`Node.js ${major}: the target is killed`, async () => {
      await open(100_000, nodeBinary(major));
      const reason = new Promise((resolve) => target.onEnded(resolve));
      await assert.rejects(disturb('writing', () => process.kill(running.pid, 'SIGKILL')), coded('targetDied'));
      assert.equal(await reason, 'targetDied');
      await assert.rejects(target.main.session.send('Runtime.getHeapUsage'), coded('targetDied'));
      await assert.rejects(takeSnapshot(target.main, { outputFile }), coded('targetDied'));
      assert.deepEqual(readdirSync(output), []);
    });
  }

  it('cancelled before it starts: the target is not asked', async () => {
    await open(10);
    await assert.rejects(takeSnapshot(target.main, { outputFile, signal: AbortSignal.abort() }), coded('cancelled'));
    assert.deepEqual(readdirSync(output), []);
  });

  it('progress goes one way, from nothing to all but the last', async () => {
    await open(50_000);
    const reports: CaptureProgress[] = [];
    const estimate = await estimateCapture(target, target.main, { outputDirectory: output });
    assert.equal(estimate.refusal, null);
    const { fileBytes } = await takeSnapshot(target.main, { outputFile, estimate, onProgress: (progress) => reports.push(progress) });
    const order = ['collecting', 'serializing', 'writing'];
    reports.reduce((last, next) => {
      assert.ok(next.fraction >= last.fraction && next.fraction <= 1 && order.indexOf(next.stage) >= order.indexOf(last.stage), `${JSON.stringify(last)} → ${JSON.stringify(next)}`);
      return next;
    });
    assert.deepEqual([...new Set(reports.map(({ stage }) => stage))], order);
    assert.equal(reports.at(-1)!.writtenBytes, fileBytes);
  });

  it('the connection is cut by something in between', async () => {
    await open(50_000);
    const [place] = await listeningPlaces(running.pid);
    const sockets: Socket[] = [];
    const tunnel = createServer((socket) => {
      const onward = connectSocket(place!.port, place!.host);
      sockets.push(socket, onward);
      for (const end of [socket, onward]) end.on('error', () => {});
      socket.pipe(onward).pipe(socket);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => tunnel.once('listening', resolve));
    const direct = target;
    target = await attach({ kind: 'inspector', host: '127.0.0.1', port: (tunnel.address() as { port: number }).port });
    const reason = new Promise((resolve) => target.onEnded(resolve));
    await assert.rejects(disturb('writing', () => sockets.forEach((socket) => socket.destroy())), coded('connectionLost'));
    assert.equal(await reason, 'connectionLost');
    assert.deepEqual(readdirSync(output), []);
    tunnel.close();
    target = direct; // the other connection goes on
    await takeSnapshot(target.main, { outputFile });
  });

  it('the disk is full', async () => {
    await open(1000);
    symlinkSync('/dev/full', `${outputFile}.part`);
    await assert.rejects(takeSnapshot(target.main, { outputFile }), coded('diskFull'));
    assert.deepEqual(readdirSync(output), []);
    await takeSnapshot(target.main, { outputFile });
  });

  it('the folder is not there', async () => {
    await open(10);
    await assert.rejects(takeSnapshot(target.main, { outputFile: join(output, 'no', 'folder') }), coded('fileNotWritable'));
    await takeSnapshot(target.main, { outputFile });
  });

  it('an older capture of that name survives a failure', async () => {
    await open(1000);
    writeFileSync(outputFile, 'older');
    const abort = new AbortController();
    await assert.rejects(disturb('writing', () => abort.abort(), abort.signal), coded('cancelled'));
    assert.equal(readFileSync(outputFile, 'utf8'), 'older');
    assert.deepEqual(readdirSync(output), ['a.heapsnapshot']);
  });

  it('two captures of one thread at the same time are both whole', async () => {
    await open(5000);
    const files = [outputFile, `${outputFile}.second`, `${outputFile}.third`];
    const abort = new AbortController();
    const [first, second, third] = files.map((file, index) => takeSnapshot(target.main, { outputFile: file, signal: index === 1 ? abort.signal : undefined }));
    abort.abort();
    await assert.rejects(second!, coded('cancelled'));
    await Promise.all([first, third]);
    for (const file of [files[0]!, files[2]!]) assert.equal(JSON.parse(readFileSync(file, 'utf8')).strings.includes('planted 4999'), true);
    assert.equal(readdirSync(output).length, 2);
  });

  it('a worker that has ended', async () => {
    running = await startTarget(`const { Worker } = require('node:worker_threads');
      const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
      process.stdin.once('data', () => worker.terminate());
      worker.once('online', () => console.log('ready'));`);
    target = await attach({ kind: 'pid', pid: running.pid });
    await until(() => target.threads().length === 2, 'the worker');
    const worker = target.threads()[1]!;
    running.child.stdin!.write('x');
    await until(() => target.threads().length === 1, 'the end of the worker');
    await assert.rejects(takeSnapshot(worker, { outputFile }), coded('targetDied'));
    assert.deepEqual(readdirSync(output), []);
    await takeSnapshot(target.main, { outputFile });
  });

  const odd: [string, readonly string[], RegExp][] = [
    ['says that it is done too early', ['{"snapshot":{"meta":'], /do not end as a snapshot does/],
    ['sends nothing', [], /after 0 bytes/],
    ['sends the end of something else first', ['2,3]}', '{"snapshot":{}', ',"strings":[]}'], /do not end|another capture/i],
    ['mixes in another capture of the same session', ['{"snapshot":{}', '{"snapshot":{}', ',"strings":[]}', ',"strings":[]}'], /Another capture/],
  ];
  for (const [name, chunks, words] of odd) {
    it(`a target that ${name}`, async () => {
      await open(10);
      const answers = { 'Runtime.evaluate': identityAnswer('v22.0.0'), 'HeapProfiler.takeHeapSnapshot': {} };
      const fake = await startFakeInspector(answers, undefined, (method, socket) => {
        if (method === 'HeapProfiler.takeHeapSnapshot') for (const chunk of chunks) socket.send(JSON.stringify({ method: 'HeapProfiler.addHeapSnapshotChunk', params: { chunk } }));
      });
      const fakeTarget = await attach({ kind: 'webSocket', url: fake.url });
      await assert.rejects(takeSnapshot(fakeTarget.main, { outputFile }), (error: HeaplineError) => coded('captureIncomplete')(error) && words.test(error.message));
      assert.deepEqual(readdirSync(output), []);
      await fakeTarget.detach();
      await fake.close();
    });
  }

  it('the scripts of the target, with the debugger off again afterwards', async () => {
    await open(10);
    const scripts = await collectScripts(target.main);
    assert.ok(scripts.some(({ url, scriptId }) => url.endsWith('target.cjs') && scriptId > 0));
    await assert.rejects(target.main.session.send('Debugger.pause'), coded('protocolError'));
  });
});
