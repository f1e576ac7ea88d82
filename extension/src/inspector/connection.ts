/** One WebSocket to an inspector, and the main thread's session on it. */
import { isIP } from 'node:net';
import WebSocket from 'ws';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { createSession } from './session.ts';
import type { InspectorSession } from './target.ts';

export interface InspectorConnection {
  /** The main thread's session. */
  readonly session: InspectorSession;
  /** Called once when the connection ends other than by close(). Requests that wait fail with the same error. */
  onEnded(listener: (error: HeaplineError) => void): void;
  /** Resolves when the socket is closed, whoever closed it. */
  readonly closed: Promise<void>;
  /** Breaks off because of this. */
  end(error: HeaplineError): void;
  /** Says goodbye, for a second at most. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal;
  /** Why a socket that the other side closed was closed: `targetDied` or `connectionLost`. */
  readonly whyEnded?: () => Promise<HeaplineError>;
}

const CONNECT_MS = 5000;
const CLOSE_MS = 1000;
/** Chunks of a snapshot have 0.1 MB; the largest single answer that we ask for is a list of scripts, one message each. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Connects. Errors: connectionFailed, cancelled. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<InspectorConnection> {
  if (options.signal?.aborted) throw new HeaplineError('cancelled');
  const socket = openSocket(url);
  await opened(socket, url, options.signal);
  const { session, receive, end } = createSession({
    post: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  });
  const endedListeners = new Set<(error: HeaplineError) => void>();
  let isOver = false;
  const finish = (error: HeaplineError, isTold: boolean): void => {
    if (isOver) return;
    isOver = true;
    end(error);
    if (isTold) endedListeners.forEach((listener) => listener(error));
  };
  const lost = (): HeaplineError => new HeaplineError('connectionLost', `The connection to ${url} was closed`);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('message', (data) => receive((data as Buffer).toString('utf8')));
  void closed.then(async () => isOver || finish(await (options.whyEnded?.() ?? lost()), true));
  return {
    session,
    closed,
    onEnded: (listener) => void endedListeners.add(listener),
    end(error) {
      finish(error, true);
      void hangUp(socket, closed);
    },
    async close() {
      finish(lost(), false);
      await hangUp(socket, closed);
    },
  };
}

function openSocket(url: string): WebSocket {
  try {
    // Node.js answers only to IP addresses and localhost (its guard against DNS rebinding), a TLS proxy only to its own name.
    const { protocol, hostname, port } = new URL(url);
    const isNamed = protocol === 'ws:' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
    const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: CONNECT_MS, maxPayload: MAX_MESSAGE_BYTES, ...(isNamed ? { headers: { host: `localhost:${port || 80}` } } : {}) });
    socket.on('error', () => {}); // `close` follows, and tells everyone
    return socket;
  } catch (error) {
    throw new HeaplineError('connectionFailed', `${url} is no WebSocket address`, { cause: error });
  }
}

function opened(socket: WebSocket, url: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (settled: () => void): void => {
      signal?.removeEventListener('abort', stop);
      settled();
    };
    const stop = (): void => done(() => {
      reject(new HeaplineError('cancelled'));
      socket.terminate();
    });
    signal?.addEventListener('abort', stop, { once: true });
    socket.once('open', () => done(resolve));
    socket.once('error', (error) => done(() => reject(new HeaplineError('connectionFailed', `${url} cannot be reached (${error.message})`, { cause: error }))));
  });
}

async function hangUp(socket: WebSocket, closed: Promise<void>): Promise<void> {
  if (socket.isPaused) socket.resume(); // a paused socket never reads the other side's goodbye
  socket.close();
  const late = setTimeout(() => socket.terminate(), CLOSE_MS);
  await closed;
  clearTimeout(late);
}
