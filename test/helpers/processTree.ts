/** Processes by who started them, as ps tells it: on Linux and macOS. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

interface ListedProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly commandLine: string;
}

/** The one process below `ancestorPid`, at any depth, whose command line fits. Throws when there is none, or more than one. */
export function descendantPid(ancestorPid: number, pattern: RegExp): number {
  const processes = listProcesses();
  const below = new Set([ancestorPid]);
  // Each turn reaches one generation more.
  for (let known = 0; known < below.size; ) {
    known = below.size;
    for (const { pid, parentPid } of processes) if (below.has(parentPid)) below.add(pid);
  }
  const found = processes.filter(({ pid, commandLine }) => below.has(pid) && pattern.test(commandLine));
  assert.equal(found.length, 1, `${found.length} processes below ${ancestorPid} fit ${pattern.source}`);
  return found[0]!.pid;
}

function listProcesses(): ListedProcess[] {
  const lines = execFileSync('ps', ['-ww', '-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 64e6 }).split('\n');
  return lines.flatMap((line) => {
    const match = /^ *(\d+) +(\d+) +(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parentPid: Number(match[2]), commandLine: match[3]! }] : [];
  });
}
