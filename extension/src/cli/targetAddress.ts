/** How a user names a target in a terminal. */
import { isIP } from 'node:net';
import type { ProcessRow, TargetAddress } from '../inspector/target.ts';
import { UsageError } from './commandLine.ts';

/**
 * `ws://…` is a URL, `host:port` and `:port` an inspector, `[::1]:9229` too. A bare number is the PID of a Node process when there is
 * one, else a port on this machine. Errors: UsageError.
 */
export function targetAddressOf(word: string, processes: readonly ProcessRow[]): TargetAddress {
  if (/^wss?:\/\//.test(word)) return { kind: 'webSocket', url: word };
  if (/^\d+$/.test(word)) {
    const pid = Number(word);
    if (processes.some((row) => row.pid === pid)) return { kind: 'pid', pid };
    return isPort(pid) ? { kind: 'inspector', host: '127.0.0.1', port: pid } : { kind: 'pid', pid };
  }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:\s]*)):(\d+)$/.exec(word) ?? [];
  const port = Number(digits);
  if (!isPort(port)) throw new UsageError(`a target is a PID, a port, host:port or a ws:// URL, not ${word}`);
  if (bracketed !== undefined && isIP(bracketed) !== 6) throw new UsageError(`${bracketed} is not an IPv6 address`);
  return { kind: 'inspector', host: bracketed ?? (plain || '127.0.0.1'), port };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65536;
}
