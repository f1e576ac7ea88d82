/** What an inspector port tells over HTTP: whether it is one, and the address of its WebSocket. Source: src/inspector_socket_server.cc of Node.js. */
import { get } from 'node:http';
import { isIP } from 'node:net';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';

export interface DiscoveredTarget {
  readonly webSocketUrl: string;
  /** `server.js[4711]`, or as the target calls itself. */
  readonly title: string;
}

/** An entry of /json/list, as far as we read it. */
interface ListEntry {
  readonly webSocketDebuggerUrl: string;
  readonly title?: string;
}

export interface AskOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const MAX_ANSWER_BYTES = 1 << 20;

/** The target behind host:port. Errors: connectionFailed, cancelled. */
export async function discoverTarget(host: string, port: number, options: AskOptions): Promise<DiscoveredTarget> {
  const list = await getJson(host, port, '/json/list', options);
  const entries = (Array.isArray(list) ? list : []) as (Partial<ListEntry> | null)[];
  const first = entries.find((entry): entry is ListEntry => typeof entry?.webSocketDebuggerUrl === 'string');
  if (!first) throw new HeaplineError('connectionFailed', `${host}:${port} lists no target`);
  const path = /^wss?:\/\/[^/]+(\/.*)$/.exec(first.webSocketDebuggerUrl)?.[1];
  if (path === undefined) throw new HeaplineError('connectionFailed', `${host}:${port} lists a target without an address`);
  // The address in the answer is the one that the target listens on; ours may lead there through a tunnel or a container's port.
  return { webSocketUrl: `ws://${isIP(host) === 6 ? `[${host}]` : host}:${port}${path}`, title: first.title ?? '' };
}

/** Whether a Node.js inspector answers there. Never fails. */
export async function isInspector(host: string, port: number, options: AskOptions): Promise<boolean> {
  const answer = await getJson(host, port, '/json/version', options).catch(() => null); // anything else may listen on a port
  const browser = (answer as { Browser?: unknown } | null)?.Browser;
  return typeof browser === 'string' && /^node\.js\//i.test(browser);
}

function getJson(host: string, port: number, path: string, { timeoutMs, signal }: AskOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void => {
      clearTimeout(deadline);
      reject(signal?.aborted ? new HeaplineError('cancelled') : new HeaplineError('connectionFailed', `${host}:${port} ${why}`, { cause }));
    };
    // Node.js answers only to IP addresses and localhost, its guard against DNS rebinding.
    const request = get({ host, port, path, agent: false, headers: { host: `localhost:${port}` }, signal }, (response) => {
      const parts: Buffer[] = [];
      let byteCount = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        if ((byteCount += part.length) > MAX_ANSWER_BYTES) request.destroy(new Error('the answer is too long'));
      });
      response.on('error', (error) => fail('broke off its answer', error));
      response.on('end', () => {
        clearTimeout(deadline);
        try {
          resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
        } catch (error) {
          fail('is no inspector', error);
        }
      });
    });
    const deadline = setTimeout(() => request.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    request.on('error', (error) => fail(`does not answer (${error.message})`, error));
  });
}
