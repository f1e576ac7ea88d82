/** Processes of Windows, from CIM through PowerShell. Not run in our tests on Windows; the parsers are tested on recorded output. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { askedInspector, type InspectorPlace } from './inspectorOptions.ts';
import { versionOfBinary, type NodeVersionMemory } from './nodeVersion.ts';
import type { UnjudgedProcess } from './processRoles.ts';

const run = promisify(execFile);
const LIMITS = { maxBuffer: 64 * 1024 * 1024, windowsHide: true, timeout: 20_000 };
const UTF8 = '[Console]::OutputEncoding=[Text.Encoding]::UTF8; ';
const PROCESSES = `${UTF8}Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,WorkingSetSize,CommandLine,ExecutablePath | ConvertTo-Json -Compress`;

export async function readWindowsProcesses(memory: NodeVersionMemory): Promise<UnjudgedProcess[]> {
  const rows = parseCim(await powershell(PROCESSES));
  return Promise.all(rows.map(async ({ program, ...row }) => ({ ...row, nodeVersion: program !== null && /[\\/]node\.exe$/i.test(program) ? await versionOfBinary(program, memory) : null })));
}

/** Where the process listens. Empty when it does not. */
export async function windowsListeningPlaces(pid: number): Promise<InspectorPlace[]> {
  return parseListening(await powershell(`${UTF8}Get-NetTCPConnection -State Listen -OwningProcess ${pid} -ErrorAction SilentlyContinue | Select-Object LocalAddress,LocalPort | ConvertTo-Json -Compress`));
}

async function powershell(command: string): Promise<string> {
  return (await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command], LIMITS)).stdout;
}

interface CimProcess {
  readonly ProcessId: number;
  readonly ParentProcessId: number;
  readonly WorkingSetSize: number;
  /** Null for processes of other users. */
  readonly CommandLine: string | null;
  readonly ExecutablePath: string | null;
}

/** PowerShell prints nothing for no row, an object for one, a list for more. */
function rowsOf<Row>(output: string): readonly Row[] {
  if (output.trim() === '') return [];
  const parsed = JSON.parse(output) as Row | Row[];
  return Array.isArray(parsed) ? parsed : [parsed];
}

/** The processes whose command line may be read, with the path of their program. */
export function parseCim(output: string): (UnjudgedProcess & { program: string | null })[] {
  return rowsOf<CimProcess>(output).flatMap(({ ProcessId, ParentProcessId, WorkingSetSize, CommandLine, ExecutablePath }) => {
    if (!CommandLine) return [];
    const commandLine = splitCommandLine(CommandLine);
    return [{ pid: ProcessId, parentPid: ParentProcessId, rssBytes: WorkingSetSize, commandLine, workingDirectory: null, nodeVersion: null, inspector: askedInspector(commandLine), program: ExecutablePath }];
  });
}

export function parseListening(output: string): InspectorPlace[] {
  return rowsOf<{ readonly LocalAddress: string; readonly LocalPort: number }>(output).map(({ LocalAddress, LocalPort }) => ({
    host: LocalAddress === '0.0.0.0' ? '127.0.0.1' : LocalAddress === '::' ? '::1' : LocalAddress,
    port: LocalPort,
  }));
}

/** Arguments, with double quotes around those that hold blanks; a backslash counts only before a quote. Source: CommandLineToArgvW. */
export function splitCommandLine(text: string): string[] {
  return (text.match(/(?:[^\s"]|"(?:\\"|[^"])*")+/g) ?? []).map((word) => word.replace(/(?<!\\)"/g, '').replaceAll('\\"', '"'));
}
