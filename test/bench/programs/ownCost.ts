/** What a process has cost so far, measured by itself. All tools of the bench are measured by this one function, in the same place. */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

export interface Cost {
  /** Since the process was started: includes the start of Node.js and the loading of the tool's own code. */
  readonly wallMs: number;
  /** User and system time of all threads. */
  readonly cpuMs: number;
  /** The largest resident set so far. */
  readonly peakBytes: number;
  /** Bytes that system calls have read, or null where the operating system does not tell (elsewhere than on Linux). */
  readonly readBytes: number | null;
  /** Bytes that system calls have written, or null likewise. */
  readonly writtenBytes: number | null;
}

export function ownCost(): Cost {
  const wallMs = performance.now();
  const { user, system } = process.cpuUsage();
  return { wallMs, cpuMs: (user + system) / 1e3, peakBytes: peakBytes(), readBytes: ownField('io', /^rchar: (\d+)$/m), writtenBytes: ownField('io', /^wchar: (\d+)$/m) };
}

/** getrusage() also counts the parent's memory at the time of the fork, so that Linux is asked for this process's own. */
function peakBytes(): number {
  const kilobytes = ownField('status', /^VmHWM:\s+(\d+) kB$/m);
  return 1024 * (kilobytes ?? process.resourceUsage().maxRSS);
}

function ownField(file: 'io' | 'status', pattern: RegExp): number | null {
  if (process.platform !== 'linux') return null;
  const found = pattern.exec(readFileSync(`/proc/self/${file}`, 'latin1'));
  return found ? Number(found[1]) : null;
}
