/** The Node.js processes of this machine, as the operating system shows them, without touching them. */
import type { ProcessRow } from '../inspector/target.ts';
import { readLinuxProcesses } from './linuxProcesses.ts';
import { readMacProcesses } from './macProcesses.ts';
import type { NodeVersionMemory } from './nodeVersion.ts';
import { judgeProcesses, type UnjudgedProcess } from './processRoles.ts';
import { readWindowsProcesses } from './windowsProcesses.ts';

/**
 * One row a process that is Node.js or has one inside, ours left out, in order of PID. Whoever lists again and again passes the same
 * `memory`, so that no binary is read twice. Errors: none on Linux; elsewhere the system's own tool may be missing.
 */
export async function listProcesses(memory: NodeVersionMemory = new Map()): Promise<ProcessRow[]> {
  const rows = judgeProcesses(await readAll(memory)).filter(({ pid }) => pid !== process.pid);
  return rows.sort((a, b) => a.pid - b.pid);
}

async function readAll(memory: NodeVersionMemory): Promise<UnjudgedProcess[]> {
  switch (process.platform) {
    case 'linux': return readLinuxProcesses(memory);
    case 'darwin': return readMacProcesses(memory);
    case 'win32': return readWindowsProcesses(memory);
    default: return [];
  }
}
