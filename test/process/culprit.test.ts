/**
 * From a running program to the planted line: every sample on every Node version, captured from outside around some load. The rank-1
 * suspect's culprit is the line in the original source; the healthy program has no suspect of high severity.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER_CANCELLED } from '../../analyzer/src/base/cancel.ts';
import { createHeapSession } from '../../analyzer/src/session/heapSession.ts';
import { takeSnapshot } from '../../extension/src/capture/takeSnapshot.ts';
import { attach } from '../../extension/src/inspector/attach.ts';
import type { AttachedTarget, TargetThread } from '../../extension/src/inspector/target.ts';
import type { SuspectReport } from '../../analyzer/protocol/rows.ts';
import { LIVE_NODE_MAJORS, nodeBinary, type NodeMajor } from '../helpers/nodeBinaries.ts';
import { plantedLine, sampleOf, startSample, type SampleName } from '../helpers/samples.ts';

const LEAKY: readonly SampleName[] = ['sessions', 'sessionsMinified', 'calcServer', 'moduleCache', 'listeners', 'workerQueue'];
const context = { cancel: NEVER_CANCELLED, report() {} };

/** Two captures, with load before each. */
async function judge(name: SampleName, major: NodeMajor, directory: string): Promise<SuspectReport> {
  const sample = await startSample(name, { node: nodeBinary(major), inspect: true });
  try {
    const target = await attach({ kind: 'webSocket', url: sample.webSocketUrl! });
    const session = createHeapSession({ budgetBytes: 1e9 });
    await session['settings/sources']({ workspaceFolders: [join(__dirname, '../samples')], pathMappings: {} }, context);
    const handles: number[] = [];
    for (const [index, requests] of [150, 200, 200].entries()) {
      await sample.drive(requests);
      const thread = sampleOf(name).thread === 'worker' ? await workerOf(target) : target.main;
      const { path } = await takeSnapshot(thread, { outputFile: join(directory, `${index}.heapsnapshot`) });
      handles.push((await session['heap/open']({ path }, context)).handle);
    }
    await target.detach();
    return await session['suspects/find']({ captures: handles, limit: 10 }, context);
  } finally {
    await sample.stop();
  }
}

/** The worker is announced a moment after we have attached. */
async function workerOf(target: AttachedTarget): Promise<TargetThread> {
  while (!target.threads()[1]) await new Promise<void>((resolve) => target.onThreadsChanged(resolve));
  return target.threads()[1]!;
}

describe('the planted line', function () {
  this.timeout(60_000);
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'heapline-culprit-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  for (const major of LIVE_NODE_MAJORS) {
    for (const name of LEAKY) {
      it(`of ${name} is found on Node ${major}`, async () => {
        const { suspects } = await judge(name, major, directory);
        const [first] = suspects;
        const told = JSON.stringify(suspects.map(({ className, reason, holder, culprit }) => ({ className, reason, holder, culprit })), null, 1);
        assert.deepEqual(first?.culprit && { file: first.culprit.file, line: first.culprit.line }, plantedLine(name), told);
        assert.equal(first!.severity, 'high', told);
        const { className } = sampleOf(name);
        if (className) assert.equal(first!.className, className, told);
      });
    }
    it(`of the healthy program is not there on Node ${major}`, async () => {
      const { suspects } = await judge('healthy', major, directory);
      assert.deepEqual(suspects.filter(({ severity }) => severity === 'high'), []);
    });
  }
});
