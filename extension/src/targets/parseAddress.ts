/** An inspector's address as users type it. Pure. */
import { isIP } from 'node:net';
import type { TargetAddress } from '../inspector/target.ts';

/** `9229`, `:9229`, `host:9229`, `[::1]:9229`, `ws://…`, or null. Programs print the whole URL: `Debugger listening on ws://…`. */
export function parseAddress(text: string): TargetAddress | null {
  const word = text.trim().replace(/^Debugger listening on\s+/i, '');
  if (/^wss?:\/\/[^\s/]+/.test(word)) return URL.canParse(word) ? { kind: 'webSocket', url: word } : null;
  if (/^\d+$/.test(word)) return inspector('127.0.0.1', word);
  const [, bracketed, host, port] = /^(?:\[([^\]\s]+)\]|([^:\s/[\]]*)):(\d+)$/.exec(word) ?? [];
  if (port === undefined || (bracketed !== undefined && isIP(bracketed) !== 6)) return null;
  return inspector(bracketed ?? (host || '127.0.0.1'), port);
}

function inspector(host: string, digits: string): TargetAddress | null {
  const port = Number(digits);
  return port > 0 && port < 65536 ? { kind: 'inspector', host, port } : null;
}
