/** The commands in the order in which the usage lists them. */
import { captureCommand } from './captureCommand.ts';
import { columnsCommand } from './columnsCommand.ts';
import type { ParsedCommandLine } from './commandLine.ts';
import { diffCommand } from './diffCommand.ts';
import { pathCommand } from './pathCommand.ts';
import { psCommand } from './psCommand.ts';
import { summaryCommand } from './summaryCommand.ts';
import { suspectsCommand } from './suspectsCommand.ts';

/** What a command gives: the same facts for people and for programs. */
export interface CommandOutput {
  readonly text: string;
  /** Documented in docs/CLI.md. */
  readonly json: unknown;
}

export interface Command {
  readonly name: string;
  readonly operands: string;
  readonly summary: string;
  run(line: ParsedCommandLine): Promise<CommandOutput> | CommandOutput;
}

export const COMMANDS: readonly Command[] = [psCommand, captureCommand, summaryCommand, diffCommand, suspectsCommand, pathCommand, columnsCommand];

export function usageText(): string {
  const calls = COMMANDS.map(({ name, operands }) => `${name} ${operands}`);
  const width = Math.max(...calls.map(({ length }) => length));
  return [
    'Usage: heapline COMMAND …',
    '',
    ...COMMANDS.map(({ summary }, index) => `  ${calls[index]!.padEnd(width)}  ${summary}`),
    '',
    'Options',
    '  --json             print JSON instead of text (shapes: docs/CLI.md)',
    '  -n, --limit N      rows to show (25)',
    '  --filter TEXT      only constructors whose name contains TEXT',
    '  --sort COLUMN      sort by this column; --ascending turns the order round',
    '  --source-root DIR  look for sources in DIR first (the current folder); may be repeated',
    '  --map FROM=TO      paths that begin with FROM in the target begin with TO here; may be repeated',
    '  -o, --output PATH  where capture and columns write; capture takes several, one for each capture',
    '  --every SECONDS    time between several captures (without it: press Enter for each)',
    '  --force            capture although it would probably kill the target',
    '  --all              ps: also editors and Electron programs',
  ].join('\n');
}
