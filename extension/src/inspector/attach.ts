/** Attaching to a target, however it is named, and leaving it as it was found. */
import { basename } from 'node:path';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { clientCount } from '../processes/linuxInspectors.ts';
import { connect, type InspectorConnection } from './connection.ts';
import { discoverTarget } from './discovery.ts';
import { identify, isProcess, isRunning, localPid, type Identity } from './identity.ts';
import { openInspector, type OpenedInspector } from './openInspector.ts';
import type { AttachedTarget, InspectorSession, TargetAddress, TargetThread } from './target.ts';
import { atMost, pauseFor, within } from './waiting.ts';
import { followWorkers, NO_WORKERS, type WorkerThreads } from './workers.ts';

const DISCOVER_MS = 3000;
/** Longest wait for the main thread's first answer. A busy loop is interrupted and answers; a blocking system call or a breakpoint does not. */
const ANSWER_MS = 8000;
/** Longest wait for an inspector to open; openInspector() ends sooner and says why. */
const OPENING_MS = 15_000;
/** Longest wait for a target to tidy up when we leave. */
const LEAVE_MS = 5000;
/** A process that dies closes its sockets a little before it is gone. */
const DYING_MS = 500;

/**
 * Closes the inspector from inside, and with it every connection to it. Not `require('inspector').close()`: that needs a module object of ours
 * in the target. Measured to answer by closing the socket, with the port free afterwards and SIGUSR1 working again, on Node.js 18, 20, 22, 24
 * and 26, in CommonJS and ES modules.
 */
const CLOSE_INSPECTOR = 'process._debugEnd()';

/** The inspector that we talk to. */
interface Place {
  readonly url: string;
  /** Set when we opened it. */
  readonly openedPort: number | null;
}

/** What is known while we connect, for telling a dead target from a lost connection. */
interface Link {
  readonly connection: InspectorConnection;
  readonly place: Place;
  pid: number | null;
}

/** Connects to a target. Errors: connectionFailed, inspectorUnavailable, targetNotFound, targetPermission, targetNotNode, cancelled. */
export async function attach(address: TargetAddress, options: { signal?: AbortSignal } = {}): Promise<AttachedTarget> {
  const { signal } = options;
  const link = await openLink(address, signal);
  const { connection } = link;
  const patiently = <Result>(promise: Promise<Result>): Promise<Result> =>
    within(promise, ANSWER_MS, () => new HeaplineError('inspectorUnavailable', `${nameOf(address)} did not answer in ${ANSWER_MS / 1000} s: its main thread is blocked, or stands at a breakpoint`), signal);
  try {
    const isProxy = address.kind === 'webSocket' && (await patiently(subscribeToProxy(connection.session)));
    const identity = await patiently(identify(connection.session));
    if (address.kind === 'pid' && !(await isProcess(address.pid, identity))) throw new HeaplineError('inspectorUnavailable', `The inspector that was found belongs to process ${identity.pid}, not to ${address.pid}`);
    link.pid = address.kind === 'pid' ? address.pid : await localPid(new URL(link.place.url).hostname, identity);
    if (!isProxy) await patiently(letTargetEnd(connection));
    const workers = isProxy ? NO_WORKERS : await patiently(followWorkers(connection.session));
    return createTarget(address, link, identity, workers);
  } catch (error) {
    await leave(link, NO_WORKERS);
    throw error;
  }
}

async function openLink(address: TargetAddress, signal?: AbortSignal): Promise<Link> {
  const place = await findPlace(address, signal);
  const known: { pid: number | null } = { pid: address.kind === 'pid' ? address.pid : null };
  try {
    const connection = await connect(place.url, { signal, whyEnded: async () => ((await hasDied(known.pid)) ? new HeaplineError('targetDied', `${nameOf(address)} ended`) : new HeaplineError('connectionLost', `The connection to ${nameOf(address)} was lost`)) });
    return Object.assign(known, { connection, place });
  } catch (error) {
    await closeUnused(place);
    throw error;
  }
}

async function findPlace(address: TargetAddress, signal?: AbortSignal): Promise<Place> {
  switch (address.kind) {
    case 'webSocket':
      return { url: address.url, openedPort: null };
    case 'inspector':
      return { url: (await discoverTarget(address.host, address.port, { timeoutMs: DISCOVER_MS, signal })).webSocketUrl, openedPort: null };
    case 'pid':
      return openPlace(address.pid, signal);
  }
}

/** Once the process was asked to open its inspector, a cancel must wait for it, to close it again. */
async function openPlace(pid: number, signal?: AbortSignal): Promise<Place> {
  const opening = openInspector(pid, { signal, onLate: (late) => void placeOf(late).then(closeUnused, () => {}) }).then(placeOf);
  try {
    return await within(opening, OPENING_MS, () => new HeaplineError('inspectorUnavailable', `Process ${pid} opened no inspector`), signal);
  } catch (error) {
    await atMost(opening.then(closeUnused), OPENING_MS);
    throw error;
  }
}

async function placeOf({ host, port, isOurs }: OpenedInspector): Promise<Place> {
  const { webSocketUrl } = await discoverTarget(host, port, { timeoutMs: DISCOVER_MS });
  return { url: webSocketUrl, openedPort: isOurs ? port : null };
}

/** Closes an inspector that was opened for nothing: the attaching was cancelled before we were connected, or had been given up. */
async function closeUnused(place: Place): Promise<void> {
  if (place.openedPort === null) return;
  const connection = await connect(place.url).catch(() => null); // the target is gone, and its inspector with it
  if (connection) await leave({ connection, place, pid: null }, NO_WORKERS);
}

function nameOf(address: TargetAddress): string {
  return address.kind === 'pid' ? `Process ${address.pid}` : address.kind === 'inspector' ? `The target at ${address.host}:${address.port}` : `The target at ${address.url}`;
}

/** js-debug's proxy sends no events unasked; a target itself does not know the method. True for a proxy. */
function subscribeToProxy(session: InspectorSession): Promise<boolean> {
  return session.send('JsDebug.subscribe', { events: ['HeapProfiler.*', 'Debugger.scriptParsed'] }).then(() => true, ignoreUnknownMethod);
}

/** A program that has come to its end waits for its debugger to leave: we do so at once. */
async function letTargetEnd(connection: InspectorConnection): Promise<void> {
  connection.session.on('NodeRuntime.waitingForDisconnect', () => connection.end(new HeaplineError('targetDied', 'The program came to its end')));
  await connection.session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).catch(ignoreUnknownMethod);
}

function ignoreUnknownMethod(error: unknown): false {
  if (error instanceof HeaplineError && error.code === 'protocolError') return false;
  throw error;
}

async function hasDied(pid: number | null): Promise<boolean> {
  if (pid === null) return false; // it runs elsewhere: who knows
  for (const end = Date.now() + DYING_MS; Date.now() < end; await pauseFor(20)) if (!(await isRunning(pid))) return true;
  return false;
}

function createTarget(address: TargetAddress, link: Link, identity: Identity, workers: WorkerThreads): AttachedTarget {
  const { connection } = link;
  const main: TargetThread = { id: 'main', label: 'main thread', url: null, session: connection.session };
  const endedListeners = new Set<(reason: 'targetDied' | 'connectionLost') => void>();
  let leaving: Promise<void> | null = null;
  connection.onEnded((error) => {
    workers.end(error);
    for (const listener of endedListeners) listener(error.code === 'targetDied' ? 'targetDied' : 'connectionLost');
  });
  return {
    address,
    pid: link.pid ?? identity.pid,
    isLocal: link.pid !== null,
    label: identity.script ? basename(identity.script.replaceAll('\\', '/')) : identity.title || `process ${identity.pid}`,
    nodeVersion: identity.version,
    main,
    threads: () => [main, ...workers.list()],
    onThreadsChanged: (listener) => workers.onChanged(listener),
    onEnded(listener) {
      endedListeners.add(listener);
      return () => endedListeners.delete(listener);
    },
    detach: () => (leaving ??= leave(link, workers)),
  };
}

/**
 * Never fails and never hangs: a blocked target does what we ask when it is free again, since it reads on what was sent before we hung up
 * (measured with a capture that was broken off, and with a blocked main thread).
 */
async function leave({ connection, place, pid }: Link, workers: WorkerThreads): Promise<void> {
  const { session, closed } = connection;
  const stopped = workers.stop();
  stopped.catch(() => {}); // a dead target has no workers to leave, and one that closes its inspector drops the answer
  const isShared = place.openedPort !== null && pid !== null && process.platform === 'linux' && (await clientCount(pid, place.openedPort)) > 1;
  if (place.openedPort === null || isShared) {
    // Someone else's inspector, or one that someone else uses by now: stays open.
    await atMost(Promise.all([stopped, session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: false })]), LEAVE_MS);
  } else {
    session.send('Runtime.evaluate', { expression: CLOSE_INSPECTOR, silent: true }).catch(() => {});
    await atMost(closed, LEAVE_MS);
  }
  await connection.close();
}
