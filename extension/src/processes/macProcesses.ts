/** Processes of macOS, from `ps` and `lsof`. Not run in our tests on a Mac; the parsers are tested on recorded output. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { askedInspector, type InspectorPlace } from './inspectorOptions.ts';
import { versionOfBinary, type NodeVersionMemory } from './nodeVersion.ts';
import type { UnjudgedProcess } from './processRoles.ts';

const run = promisify(execFile);
const LIMITS = { maxBuffer: 64 * 1024 * 1024, timeout: 10_000 };

export async function readMacProcesses(memory: NodeVersionMemory): Promise<UnjudgedProcess[]> {
  const rows = parsePs((await run('ps', ['-axww', '-o', 'pid=,ppid=,rss=,command='], LIMITS)).stdout);
  const nodes = rows.filter(({ commandLine }) => /(?:^|\/)node$/.test(commandLine[0] ?? ''));
  if (nodes.length === 0) return rows;
  // lsof ends with 1 when one of the processes has ended meanwhile; what it printed still holds.
  const listed = await run('lsof', ['-a', '-d', 'cwd,txt', '-Ffn', '-p', nodes.map(({ pid }) => pid).join(',')], LIMITS).then(({ stdout }) => stdout, ({ stdout }: { stdout?: string }) => stdout ?? '');
  const files = parseLsof(listed);
  return Promise.all(rows.map(async (row) => {
    const { folder = null, program } = files.get(row.pid) ?? {};
    return { ...row, workingDirectory: folder, nodeVersion: program === undefined ? null : await versionOfBinary(program, memory) };
  }));
}

/** `pid ppid rss(kB) command`; the command is one text, so arguments with blanks fall apart. */
export function parsePs(output: string): UnjudgedProcess[] {
  return output.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.+)$/.exec(line);
    if (!match) return [];
    const commandLine = match[4]!.trim().split(/\s+/);
    return [{ pid: Number(match[1]), parentPid: Number(match[2]), rssBytes: Number(match[3]) * 1024, commandLine, workingDirectory: null, nodeVersion: null, inspector: askedInspector(commandLine) }];
  });
}

/** lsof -Ffn: `p` lines name the process, `f` lines the descriptor, `n` lines the path. The first `txt` of a process is its program. */
export function parseLsof(output: string): Map<number, { folder?: string; program?: string }> {
  const files = new Map<number, { folder?: string; program?: string }>();
  let current: { folder?: string; program?: string } = {};
  let descriptor = '';
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) files.set(Number(value), (current = {}));
    else if (line.startsWith('f')) descriptor = value;
    else if (line.startsWith('n') && descriptor === 'cwd') current.folder = value;
    else if (line.startsWith('n') && descriptor === 'txt') current.program ??= value;
  }
  return files;
}

/** Where a process listens, from `lsof -a -nP -iTCP -sTCP:LISTEN -Fn -p PID`: `n127.0.0.1:9229`, `n*:3000`, `n[::1]:9229`. */
export function parseListening(output: string): InspectorPlace[] {
  return output.split('\n').flatMap((line) => {
    const match = /^n(.*):(\d+)$/.exec(line);
    if (!match) return [];
    return [{ host: match[1] === '*' ? '127.0.0.1' : match[1]!.replace(/^\[|\]$/g, ''), port: Number(match[2]) }];
  });
}

/** Where the process listens. Empty when it does not, or may not be asked. */
export async function macListeningPlaces(pid: number): Promise<InspectorPlace[]> {
  return run('lsof', ['-a', '-nP', '-iTCP', '-sTCP:LISTEN', '-Fn', '-p', String(pid)], LIMITS).then(({ stdout }) => parseListening(stdout), () => []);
}
