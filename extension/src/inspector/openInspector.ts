/** Opens the inspector of a local process that has none open: SIGUSR1, or its equivalent on Windows. Never signals what is no Node.js. */
import { readFile, readlink } from 'node:fs/promises';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { DEFAULT_INSPECTOR_PORT, inspectorOptions, type InspectorPlace } from '../processes/inspectorOptions.ts';
import { firstInspector, isLoopback, isPortTaken, listeningPlaces, openInspectorOf, readEnvironment } from '../processes/linuxInspectors.ts';
import { parseCommandLine } from '../processes/linuxProcesses.ts';
import { listProcesses } from '../processes/listProcesses.ts';
import { macListeningPlaces } from '../processes/macProcesses.ts';
import { versionOfBinary } from '../processes/nodeVersion.ts';
import { windowsListeningPlaces } from '../processes/windowsProcesses.ts';
import { pauseFor } from './waiting.ts';

export interface OpenedInspector extends InspectorPlace {
  /** We opened it, so we close it. */
  readonly isOurs: boolean;
}

/** Longest wait for the port. Node.js opens it on a thread of its own, a busy loop does not hold it up; a blocking system call does. */
const OPEN_MS = 8000;
const POLL_MS = 50;
/** A process that has only just started does not catch SIGUSR1 yet, and would die of it. */
const START_MS = 2000;
const SIGUSR1_BIT = 1n << 9n;

/** Longest wait for the inspector of a process that was blocked, so as to close it again. */
const LATE_MS = 60_000;
const LATE_POLL_MS = 250;

export interface OpenOptions {
  /** Cancels only until the process is asked: from then on there is something to close. */
  readonly signal?: AbortSignal;
  /** Called when the inspector opens after all, up to a minute after this failed: for closing it. */
  readonly onLate: (place: OpenedInspector) => void;
}

/**
 * The process's inspector, opened when need be. A port counts only when a socket of this very process listens on it, so a neighbour at port
 * 9229 is never taken for the target. Errors: targetNotFound, targetPermission, targetNotNode, inspectorUnavailable, cancelled.
 */
export async function openInspector(pid: number, { signal, onLate }: OpenOptions): Promise<OpenedInspector> {
  signalProcess(pid, 0);
  const isLinux = process.platform === 'linux';
  const known = isLinux ? await openOnLinux(pid) : await openElsewhere(pid);
  if (known) return { ...known, isOurs: false };
  if (isLinux) await checkOnLinux(pid, signal);
  const before = new Set((await placesOf(pid)).map(keyOf));
  if (signal?.aborted) throw new HeaplineError('cancelled');
  signalProcess(pid, 'SIGUSR1');
  for (const end = Date.now() + OPEN_MS; Date.now() < end; await pauseFor(POLL_MS)) {
    const opened = await newInspector(pid, before);
    if (opened) return opened;
    signalProcess(pid, 0);
  }
  // It may have had one at a port that no option tells (inspector.open() in the program); then the signal changed nothing.
  const hidden = await firstInspector((await placesOf(pid)).filter(({ host }) => isLoopback(host)));
  if (hidden) return { ...hidden, isOurs: false };
  void waitForLate(pid, before).then((late) => late && onLate(late), () => {}); // gone meanwhile
  throw new HeaplineError('inspectorUnavailable', `Process ${pid} opened no inspector in ${OPEN_MS / 1000} s: its main thread is blocked`);
}

async function newInspector(pid: number, before: ReadonlySet<string>): Promise<OpenedInspector | null> {
  const place = await firstInspector((await placesOf(pid)).filter((candidate) => !before.has(keyOf(candidate))));
  return place && { ...place, isOurs: true };
}

/** Does not keep our own process alive. */
async function waitForLate(pid: number, before: ReadonlySet<string>): Promise<OpenedInspector | null> {
  for (const end = Date.now() + LATE_MS; Date.now() < end; await new Promise<void>((resolve) => setTimeout(resolve, LATE_POLL_MS).unref())) {
    const opened = await newInspector(pid, before);
    if (opened) return opened;
    signalProcess(pid, 0);
  }
  return null;
}

const keyOf = ({ host, port }: InspectorPlace): string => `${host} ${port}`;

function placesOf(pid: number): Promise<InspectorPlace[]> {
  return process.platform === 'linux' ? listeningPlaces(pid) : process.platform === 'win32' ? windowsListeningPlaces(pid) : macListeningPlaces(pid);
}

async function openOnLinux(pid: number): Promise<InspectorPlace | null> {
  await checkNetwork(pid);
  return openInspectorOf(pid, await commandLineOf(pid));
}

async function commandLineOf(pid: number): Promise<string[]> {
  return parseCommandLine(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
}

/** An inspector listens on the loopback address of its own network; a container's is another one. */
async function checkNetwork(pid: number): Promise<void> {
  const [ours, theirs] = await Promise.all([readlink('/proc/self/ns/net').catch(() => null), readlink(`/proc/${pid}/ns/net`).catch(() => null)]);
  if (ours !== null && theirs !== null && ours !== theirs) throw new HeaplineError('inspectorUnavailable', `Process ${pid} runs in another network (a container), where its inspector cannot be reached from here; publish its inspector port and attach to host:port`);
}

async function openElsewhere(pid: number): Promise<InspectorPlace | null> {
  const row = (await listProcesses()).find((process) => process.pid === pid);
  if (!row) throw notNode(pid);
  return row.inspector && firstInspector((await placesOf(pid)).filter(({ port }) => port === row.inspector!.port));
}

/** A program that does not catch SIGUSR1 dies of it, and one that is no Node.js does who knows what. Source: proc(5), SigCgt. */
async function checkOnLinux(pid: number, signal?: AbortSignal): Promise<void> {
  if ((await versionOfBinary(`/proc/${pid}/exe`, new Map())) === null) throw notNode(pid);
  for (const end = Date.now() + START_MS; !(await catchesSignal(pid)); await pauseFor(POLL_MS, signal)) {
    if (Date.now() > end) throw new HeaplineError('inspectorUnavailable', `Process ${pid} does not listen for SIGUSR1: it was started with --disable-sigusr1`);
  }
  const environment = await readEnvironment(pid);
  const { port } = inspectorOptions(await commandLineOf(pid), environment.get('NODE_OPTIONS'));
  if (port !== 0 && (await isPortTaken(pid, port))) {
    const advice = port === DEFAULT_INSPECTOR_PORT ? '; start it with --inspect-port=0 to have each process choose its own' : '';
    throw new HeaplineError('inspectorUnavailable', `Process ${pid} would open its inspector at port ${port}, which another process holds${advice}`);
  }
}

async function catchesSignal(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => {
    throw new HeaplineError('targetNotFound', `Process ${pid} has ended`);
  });
  return (BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`) & SIGUSR1_BIT) !== 0n;
}

function notNode(pid: number): HeaplineError {
  return new HeaplineError('targetNotNode', `Process ${pid} is not a Node.js process`);
}

/** Signal 0 only asks whether the process is there and ours. */
function signalProcess(pid: number, signal: 0 | 'SIGUSR1'): void {
  // Zero and negative numbers would mean whole groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) throw new HeaplineError('targetNotFound', `${pid} is not the number of a process`);
  try {
    if (signal !== 0 && process.platform === 'win32') (process as unknown as { _debugProcess(pid: number): void })._debugProcess(pid);
    else process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM' || code === 'EACCES') throw new HeaplineError('targetPermission', `Process ${pid} belongs to another user`, { cause: error });
    if (code === 'ESRCH' || code === 'ERR_OUT_OF_RANGE' || code === 'ERR_INVALID_ARG_TYPE') throw new HeaplineError('targetNotFound', `There is no process ${pid}`, { cause: error });
    throw new HeaplineError('inspectorUnavailable', `Process ${pid} cannot be asked to open its inspector (${(error as Error).message})`, { cause: error });
  }
}
