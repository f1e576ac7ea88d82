/** What the Targets view shows, as plain data: processes, those that we are attached to first, with their threads. Pure. */
import type { AttachedTarget, ProcessRow, TargetThread } from '../inspector/target.ts';

export interface ProcessNode {
  readonly kind: 'process';
  readonly process: ProcessRow;
}

export interface AttachedNode {
  readonly kind: 'attached';
  readonly target: AttachedTarget;
  /** Null for a target on another machine, or that the system does not show. */
  readonly process: ProcessRow | null;
}

export interface ThreadNode {
  readonly kind: 'thread';
  readonly target: AttachedTarget;
  readonly thread: TargetThread;
}

export type TargetNode = ProcessNode | AttachedNode | ThreadNode;

export interface TargetListOptions {
  /** Also Electron programs, and what belongs to the editor. */
  readonly editorProcesses: boolean;
  /** Absolute paths: what runs in them is probably meant. */
  readonly workspaceFolders: readonly string[];
}

/** Attached targets in the order of attaching, then what runs in the workspace, then all others; the latest PID first. */
export function targetRoots(processes: readonly ProcessRow[], attached: readonly AttachedTarget[], options: TargetListOptions): (AttachedNode | ProcessNode)[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const isAttached = (pid: number): boolean => attached.some((target) => target.isLocal && target.pid === pid);
  const others = processes.filter((process) => !isAttached(process.pid) && (options.editorProcesses || process.role === 'node'));
  const isNear = (process: ProcessRow): boolean => options.workspaceFolders.some((folder) => isInside(process.workingDirectory, folder));
  return [
    ...attached.map((target): AttachedNode => ({ kind: 'attached', target, process: target.pid === null || !target.isLocal ? null : (byPid.get(target.pid) ?? null) })),
    ...others.sort((a, b) => Number(isNear(b)) - Number(isNear(a)) || b.pid - a.pid).map((process): ProcessNode => ({ kind: 'process', process })),
  ];
}

function isInside(path: string | null, folder: string): boolean {
  return path !== null && (path === folder || path.startsWith(folder.endsWith('/') || folder.endsWith('\\') ? folder : folder + (folder.includes('\\') ? '\\' : '/')));
}

/** The threads, when there is more than the main one. */
export function threadsOf(target: AttachedTarget): ThreadNode[] {
  const threads = target.threads();
  return threads.length < 2 ? [] : threads.map((thread) => ({ kind: 'thread', target, thread }));
}

/** Stays the same from one refresh to the next, so that the view keeps its selection. */
export function targetNodeId(node: TargetNode): string {
  switch (node.kind) {
    case 'process': return `pid:${node.process.pid}`;
    case 'attached': return `attached:${JSON.stringify(node.target.address)}`;
    case 'thread': return `thread:${JSON.stringify(node.target.address)}:${node.thread.id}`;
  }
}

/** Everything of the list that the view draws, so that a refresh which changed nothing draws nothing. RSS in steps of a megabyte. */
export function listSignature(processes: readonly ProcessRow[]): string {
  return processes.map(({ pid, rssBytes, inspector, role, nodeVersion }) => [pid, rssBytes === null ? '' : Math.round(rssBytes / 1e6), inspector?.port ?? '', role, nodeVersion ?? ''].join(' ')).join('\n');
}
