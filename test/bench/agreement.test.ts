/** The bench notices results that contradict each other, and lets pass what is known to differ. */
import assert from 'node:assert/strict';
import { checkOwn, checkPeer, checkReopening } from './agreement.ts';
import { DEVTOOLS, MEMLAB, VSCODE_PARSER } from './peers.ts';
import type { Answer } from './programs/answer.ts';

const row = (name: string, count: number, selfBytes: number, retainedBytes = selfBytes) => ({ key: `,${name}`, name, count, selfBytes, retainedBytes });
const columnHashes = { shallow: 'a', retained: 'b', distance: 'c', dominator: 'd' };
const ours: Answer = { nodeCount: 5, edgeCount: 9, shallowBytes: 100, totalBytes: 120, classes: [row('Function', 3, 60), row('Session', 2, 40, 70)], columnHashes, retainedBytesByNode: Float64Array.of(100, 40, 30, 20, 10) };

/** What is said against an answer that differs in `change`. */
const contradictions = (peer: string, change: Partial<Answer>): readonly string[] => checkPeer(peer, { ...ours, ...change }, ours).contradictions;

describe('results of the bench', () => {
  it('that are equal pass', () => {
    assert.deepEqual(checkOwn(ours).contradictions, []);
    for (const peer of [DEVTOOLS, MEMLAB, VSCODE_PARSER]) assert.deepEqual(contradictions(peer, {}), []);
  });

  it('of ours must add up', () => {
    assert.match(checkOwn({ ...ours, shallowBytes: 101 }).contradictions.join(), /add up to 100 bytes, its nodes to 101/);
  });

  it('of a second opening must be those of the first', () => {
    assert.deepEqual(checkReopening(ours, ours), []);
    assert.match(checkReopening({ ...ours, columnHashes: { ...columnHashes, distance: 'x' } }, ours).join(), /column of the index/);
    assert.match(checkReopening({ ...ours, classes: [row('Function', 3, 60)] }, ours).join(), /classes of the index/);
  });

  it('of DevTools must be equal in every count, column and class', () => {
    assert.match(contradictions(DEVTOOLS, { nodeCount: 6 }).join(), /nodeCount is 6, Heapline has 5/);
    assert.match(contradictions(DEVTOOLS, { totalBytes: 121 }).join(), /totalBytes/);
    assert.match(contradictions(DEVTOOLS, { columnHashes: { ...columnHashes, dominator: 'x' } }).join(), /dominator of some nodes/);
    assert.match(contradictions(DEVTOOLS, { classes: [row('Function', 3, 60), row('Session', 2, 40, 71)] }).join(), /class Session: 2 objects, 40 and 71 bytes/);
    assert.match(contradictions(DEVTOOLS, { classes: [row('Function', 3, 60), row('Other', 2, 40)] }).join(), /Heapline has none/);
    assert.match(contradictions(DEVTOOLS, { classes: [row('Session', 2, 40, 70)] }).join(), /1 classes, Heapline has 2/);
  });

  it('of DevTools may lack what it overwrites, and that is said', () => {
    const { contradictions: none, remark } = checkPeer(DEVTOOLS, { ...ours, classes: [row('Function', 1, 8), row('Session', 2, 40, 70)] }, ours);
    assert.deepEqual(none, []);
    assert.match(remark, /but for Function, .*52 bytes are missing/);
  });

  it('of MemLab and VS Code must be equal in what these compute', () => {
    assert.match(contradictions(MEMLAB, { edgeCount: 8 }).join(), /edgeCount is 8/);
    assert.match(contradictions(VSCODE_PARSER, { shallowBytes: 99 }).join(), /shallowBytes is 99/);
    assert.match(checkPeer(MEMLAB, { ...ours, retainedBytesByNode: Float64Array.of(100, 40, 30, 20, 11) }, ours).remark, /20\.0 % of its retained sizes differ/);
    assert.match(checkPeer(VSCODE_PARSER, { ...ours, classes: [row('Function', 4, 60), row('Session', 2, 40, 70)] }, ours).remark, /1 of its 2 groups equal/);
  });
});
