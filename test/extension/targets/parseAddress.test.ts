/** Addresses as users type them. */
import assert from 'node:assert/strict';
import { parseAddress } from '../../../extension/src/targets/parseAddress.ts';

describe('parseAddress', () => {
  const inspector = (host: string, port: number) => ({ kind: 'inspector', host, port });
  const cases: readonly (readonly [string, unknown])[] = [
    ['9229', inspector('127.0.0.1', 9229)],
    [' :9230 ', inspector('127.0.0.1', 9230)],
    ['db.local:9229', inspector('db.local', 9229)],
    ['[::1]:9229', inspector('::1', 9229)],
    ['ws://127.0.0.1:9229/8f3a', { kind: 'webSocket', url: 'ws://127.0.0.1:9229/8f3a' }],
    ['wss://host/x', { kind: 'webSocket', url: 'wss://host/x' }],
    ['Debugger listening on ws://127.0.0.1:9229/8f3a', { kind: 'webSocket', url: 'ws://127.0.0.1:9229/8f3a' }],
    ['', null],
    ['0', null],
    ['65536', null],
    ['host', null],
    ['host:', null],
    ['[host]:9229', null],
    ['http://host:9229', null],
    ['ws://', null],
    ['::1:9229', null /* which colon starts the port? */],
  ];
  for (const [text, address] of cases) it(JSON.stringify(text), () => assert.deepEqual(parseAddress(text), address));
});
