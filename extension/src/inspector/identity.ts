/** What a target is, asked through its inspector, and whether it is a process of this machine. */
import { readFile, readlink } from 'node:fs/promises';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { InspectorSession } from './target.ts';

export interface Identity {
  /** As the target knows itself; in a container that is not our number for it. */
  readonly pid: number;
  readonly parentPid: number;
  readonly version: string;
  readonly executable: string;
  /** argv[1], or ''. */
  readonly script: string;
  readonly title: string;
}

/** Reads plain properties only, without enabling the Runtime domain, which would make the target retain what it logs. */
const WHO_ARE_YOU = `(({ pid, ppid, version, execPath, argv, title }) => JSON.stringify({ pid, parentPid: ppid, version, executable: execPath, script: argv[1] || '', title }))(process)`;

/** Errors: targetNotNode, and those of send(). */
export async function identify(session: InspectorSession): Promise<Identity> {
  const { result } = await session.send<{ result: { value?: unknown } }>('Runtime.evaluate', { expression: WHO_ARE_YOU, returnByValue: true, silent: true });
  if (typeof result.value !== 'string') throw new HeaplineError('targetNotNode', 'The inspector does not belong to a Node.js process');
  return JSON.parse(result.value) as Identity;
}

/** Whether the target says that it is the process that we know under this number. */
export async function isProcess(pid: number, identity: Identity): Promise<boolean> {
  if (process.platform !== 'linux') return identity.pid === pid;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = /^NSpid:.*?(\d+)$/m.exec(status)?.[1]; // the last number is the one inside its container
  return own === undefined ? identity.pid === pid : Number(own) === identity.pid;
}

/**
 * Our number for the target, or null when it runs elsewhere: a loopback address may lead through a tunnel. On Linux number, parent and program
 * must agree; elsewhere the number must exist.
 */
export async function localPid(host: string, { pid, parentPid, executable }: Identity): Promise<number | null> {
  if (!/^(?:127\.|localhost$|::1$|\[::1\]$)/.test(host) || !(await isRunning(pid))) return null;
  if (process.platform !== 'linux') return pid;
  const [status, program] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''), readlink(`/proc/${pid}/exe`).catch(() => '')]);
  return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]) === parentPid && program !== '' && program === executable ? pid : null;
}

/** Whether the process runs; one that has ended but was not yet waited for by its parent does not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    return text !== null && !/^[ZX]/.test(text.slice(text.lastIndexOf(')') + 2));
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
