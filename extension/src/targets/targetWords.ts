/** How a process is called: pure words over ProcessRow, no `vscode`. */
import { basename } from 'node:path';
import type { ProcessRow } from '../inspector/target.ts';

/** Options of Node that take the next word as their value. Source: `node --help` of Node 18 to 26. */
const VALUED_OPTIONS = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file', '--title', '--stack-trace-limit', '--input-type', '--inspect-port', '--debug-port']);
const EVALUATES = new Set(['-e', '--eval', '-p', '--print', '-pe']);

/** What a user would call the process: its script's file name, else `node -e`, else the program. Untrusted text. */
export function processName({ commandLine }: Pick<ProcessRow, 'commandLine'>): string {
  const program = programName(commandLine[0] ?? '');
  for (let word = 1; word < commandLine.length; word++) {
    const argument = commandLine[word]!;
    if (VALUED_OPTIONS.has(argument)) word++;
    else if (EVALUATES.has(argument)) return `${program} ${argument}`;
    else if (!argument.startsWith('-')) return scriptName(argument);
  }
  return program;
}

/** The command line as one string, program's folder left out. Untrusted text. */
export function commandText({ commandLine }: Pick<ProcessRow, 'commandLine'>): string {
  return [programName(commandLine[0] ?? ''), ...commandLine.slice(1)].join(' ');
}

function programName(path: string): string {
  return lastPart(path).replace(/\.exe$/i, '');
}

/** `dist/index.js` and its like say little without their folder. */
function scriptName(path: string): string {
  const name = lastPart(path);
  if (!/^(index|main|app|cli|start)(\.[cm]?[jt]s)?$/i.test(name)) return name;
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.length > 1 ? parts.slice(-2).join('/') : name;
}

/** Of a path of either system: a recorded Windows path is read on Linux too. */
function lastPart(path: string): string {
  return basename(path.replaceAll('\\', '/')) || path;
}
