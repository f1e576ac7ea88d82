/** Inspectors that are open on Linux: listening sockets of the process itself, from /proc. Formats: proc(5). */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { isInspector } from '../inspector/discovery.ts';
import { inspectorOptions, type InspectorPlace } from './inspectorOptions.ts';

/** Longest wait for one port's answer; a busy event loop does not matter, inspectors answer on a thread of their own. */
const ANSWER_MS = 500;

/**
 * The inspector that the process has open, or null. Ports are asked (one small HTTP request, answered by the inspector's thread) only where
 * an inspector is to be expected: the port of the options, or any loopback port when the options leave it open (`--inspect=0`, VS Code's
 * automatic attaching). The program's own servers are never asked.
 */
export async function openInspectorOf(pid: number, commandLine: readonly string[]): Promise<InspectorPlace | null> {
  const [places, environment] = await Promise.all([listeningPlaces(pid), readEnvironment(pid)]);
  const { port } = inspectorOptions(commandLine, environment.get('NODE_OPTIONS'));
  const isAnywhere = port === 0 || environment.has('VSCODE_INSPECTOR_OPTIONS');
  return firstInspector(places.filter((place) => place.port === port || (isAnywhere && isLoopback(place.host))));
}

/** The first of the places where an inspector answers. */
export async function firstInspector(places: readonly InspectorPlace[]): Promise<InspectorPlace | null> {
  for (const { host, port } of places) if (await isInspector(host, port, { timeoutMs: ANSWER_MS })) return { host, port };
  return null;
}

export function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1' || host === 'localhost';
}

export async function readEnvironment(pid: number): Promise<Map<string, string>> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''); // another user's
  return new Map(text.split('\0').map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

/** Where the process itself (one of its descriptors) listens. Empty when its descriptors may not be read. */
export async function listeningPlaces(pid: number): Promise<InspectorPlace[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(descriptors.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  const inodes = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  if (inodes.size === 0) return [];
  const sockets = await readSockets(pid);
  return sockets.filter(({ state, inode }) => state === LISTEN && inodes.has(inode)).map(({ host, port }) => ({ host, port }));
}

/** Whether anyone listens on the port in the process's network, at an address that would stop it from opening its inspector there. */
export async function isPortTaken(pid: number, port: number): Promise<boolean> {
  const sockets = await readSockets(pid);
  return sockets.some((socket) => socket.state === LISTEN && socket.port === port && (isLoopback(socket.host) || socket.isWildcard));
}

/** How many clients are connected to a port of the process. */
export async function clientCount(pid: number, port: number): Promise<number> {
  const sockets = await readSockets(pid);
  return sockets.filter((socket) => socket.state === ESTABLISHED && socket.port === port && socket.inode !== '0').length;
}

const ESTABLISHED = '01';
const LISTEN = '0A';

export interface SocketRow {
  /** The local address; the loopback one of its family for a wildcard. */
  readonly host: string;
  readonly port: number;
  readonly state: string;
  readonly inode: string;
  readonly isWildcard: boolean;
}

async function readSockets(pid: number): Promise<SocketRow[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '')));
  return tables.flatMap(parseSockets);
}

/** Rows of /proc/PID/net/tcp or tcp6. Addresses are 32-bit words in the machine's byte order (little-endian wherever we run), in hexadecimal. */
export function parseSockets(table: string): SocketRow[] {
  return table.split('\n').slice(1).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [address, port] = fields[1]?.split(':') ?? [];
    if (fields.length < 10 || address === undefined || port === undefined) return [];
    return [{ host: hostOf(address), port: Number.parseInt(port, 16), state: fields[3]!, inode: fields[9]!, isWildcard: /^0+$/.test(address) }];
  });
}

function hostOf(address: string): string {
  if (address.length === 8) return address === '00000000' ? '127.0.0.1' : address.match(/../g)!.reverse().map((byte) => Number.parseInt(byte, 16)).join('.');
  if (address.startsWith('0000000000000000FFFF0000')) return hostOf(address.slice(24));
  const isLocal = /^0{24}0(?:0000000|1000000)$/.test(address);
  if (isLocal) return '::1';
  const bytes = address.match(/.{8}/g)!.map((word) => word.match(/../g)!.reverse().join('')).join('');
  return bytes.match(/.{4}/g)!.join(':').toLowerCase();
}
