/** What the Targets view lists, and in which order. */
import assert from 'node:assert/strict';
import type { AttachedTarget, ProcessRow, TargetThread } from '../../../extension/src/inspector/target.ts';
import { listSignature, targetNodeId, targetRoots, threadsOf } from '../../../extension/src/views/targetNodes.ts';

function process(pid: number, more: Partial<ProcessRow> = {}): ProcessRow {
  return { pid, parentPid: 1, commandLine: ['node'], workingDirectory: '/', rssBytes: 50_000_000, nodeVersion: null, inspector: null, role: 'node', ...more };
}
function attached(pid: number, options: { threads?: number; isLocal?: boolean } = {}): AttachedTarget {
  const threads = Array.from({ length: options.threads ?? 1 }, (_, index) => ({ id: String(index), label: `thread ${index}`, url: null }) as TargetThread);
  return { address: { kind: 'pid', pid }, pid, isLocal: options.isLocal ?? true, label: 'x', main: threads[0]!, threads: () => threads } as unknown as AttachedTarget;
}
const options = { editorProcesses: false, workspaceFolders: ['/code/shop'] };
const ids = (...args: Parameters<typeof targetRoots>): string => targetRoots(...args).map((node) => targetNodeId(node).replace(/\{.*?(\d+)\}/, '$1')).join(' ');

describe('targetRoots', () => {
  it('lists what is attached first, and once', () => assert.equal(ids([process(1), process(2), process(3)], [attached(2)], options), 'attached:2 pid:3 pid:1'));
  it('lists what runs in the workspace before the rest, and the latest first', () => {
    const rows = [process(1), process(2, { workingDirectory: '/code/shop/api' }), process(3, { workingDirectory: '/code/shop' }), process(4, { workingDirectory: '/code/shopping' }), process(5, { workingDirectory: null })];
    assert.equal(ids(rows, [], options), 'pid:3 pid:2 pid:5 pid:4 pid:1');
  });
  it('hides the editor\'s own until asked', () => {
    const rows = [process(1), process(2, { role: 'editor' }), process(3, { role: 'electron' })];
    assert.equal(ids(rows, [], options), 'pid:1');
    assert.equal(ids(rows, [], { ...options, editorProcesses: true }), 'pid:3 pid:2 pid:1');
  });
  it('does not take a process of another machine for the one with its number here', () => {
    const [first, second] = targetRoots([process(7)], [attached(7, { isLocal: false })], options);
    assert.ok(first?.kind === 'attached' && first.process === null);
    assert.equal(second && targetNodeId(second), 'pid:7');
  });
  it('shows threads when there are workers', () => {
    assert.deepEqual(threadsOf(attached(1)), []);
    assert.equal(threadsOf(attached(1, { threads: 3 })).length, 3);
  });
});

describe('listSignature', () => {
  it('changes with what is drawn, and only then', () => {
    const before = listSignature([process(1)]);
    assert.equal(listSignature([process(1, { rssBytes: 50_300_000 })]), before);
    assert.notEqual(listSignature([process(1, { rssBytes: 51_300_000 })]), before);
    assert.notEqual(listSignature([process(1, { inspector: { host: '127.0.0.1', port: 9229 } })]), before);
    assert.notEqual(listSignature([process(1), process(2)]), before);
  });
});
