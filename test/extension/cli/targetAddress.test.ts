/** How a target is named in a terminal. */
import assert from 'node:assert/strict';
import { targetAddressOf } from '../../../extension/src/cli/targetAddress.ts';
import type { ProcessRow } from '../../../extension/src/inspector/target.ts';

const processes: ProcessRow[] = [{ pid: 4711, parentPid: 1, commandLine: ['node'], workingDirectory: null, rssBytes: null, nodeVersion: null, inspector: null, role: 'node' }];

describe('targetAddressOf', () => {
  const cases: [string, object][] = [
    ['4711', { kind: 'pid', pid: 4711 }],
    ['9229', { kind: 'inspector', host: '127.0.0.1', port: 9229 }],
    ['70000', { kind: 'pid', pid: 70000 }], // no port is that high: it was meant as a PID, and the error should say so
    [':9230', { kind: 'inspector', host: '127.0.0.1', port: 9230 }],
    [':4711', { kind: 'inspector', host: '127.0.0.1', port: 4711 }],
    ['db.local:9229', { kind: 'inspector', host: 'db.local', port: 9229 }],
    ['[::1]:9229', { kind: 'inspector', host: '::1', port: 9229 }],
    ['ws://127.0.0.1:9229/a-b', { kind: 'webSocket', url: 'ws://127.0.0.1:9229/a-b' }],
  ];
  for (const [word, address] of cases) it(word, () => assert.deepEqual(targetAddressOf(word, processes), address));
  for (const word of ['', 'server.js', 'host:', 'host:0', 'host:70000', '[nonsense]:9229', 'http://x', '-1']) {
    it(`refuses "${word}"`, () => assert.throws(() => targetAddressOf(word, processes), { message: /not/ }));
  }
});
