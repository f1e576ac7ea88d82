/** Processes of Linux, from /proc. Formats: proc(5). */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { openInspectorOf } from './linuxInspectors.ts';
import { versionOfBinary, type NodeVersionMemory } from './nodeVersion.ts';
import type { UnjudgedProcess } from './processRoles.ts';

const PAGE_BYTES = 4096;

/** All processes that can be read. A process that ends meanwhile is left out. */
export async function readLinuxProcesses(memory: NodeVersionMemory): Promise<UnjudgedProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(pids.map((pid) => readProcess(pid, memory)));
  return rows.filter((row) => row !== null);
}

async function readProcess(pid: number, memory: NodeVersionMemory): Promise<UnjudgedProcess | null> {
  const directory = `/proc/${pid}`;
  const [cmdline, statText, workingDirectory, executable] = await Promise.all([
    readFile(`${directory}/cmdline`, 'utf8').catch(() => ''),
    readFile(`${directory}/stat`, 'utf8').catch(() => ''),
    readlink(`${directory}/cwd`).catch(() => null), // another user's
    readlink(`${directory}/exe`).catch(() => null),
  ]);
  if (cmdline === '' || statText === '') return null; // a kernel thread, or gone
  const { state, parentPid, rssBytes } = parseStat(statText);
  if (state === 'Z') return null;
  const commandLine = parseCommandLine(cmdline);
  // Through /proc/PID/exe, which works in another mount namespace (a container) and after an upgrade too.
  const nodeVersion = executable !== null && isNodeName(executable) ? await versionOfBinary(`${directory}/exe`, memory) : null;
  return { pid, parentPid, commandLine, workingDirectory, rssBytes, nodeVersion, inspector: nodeVersion === null ? null : await openInspectorOf(pid, commandLine) };
}

/** argv; a program that has set its title (process.title) leaves one text padded with NULs. */
export function parseCommandLine(cmdline: string): string[] {
  return cmdline.replace(/\0+$/, '').split('\0');
}

/** State, parent and resident memory; the command's name, in brackets, may hold anything. */
export function parseStat(text: string): { state: string; parentPid: number; rssBytes: number } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0]!, parentPid: Number(fields[1]), rssBytes: Number(fields[21]) * PAGE_BYTES };
}

/** Only binaries that are called node or electron are read: reading every binary of the machine would take seconds. */
function isNodeName(executable: string): boolean {
  return /^(?:node(?:js)?[-\d.]*|iojs|electron)$/i.test(basename(executable.replace(/ \(deleted\)$/, '')));
}
