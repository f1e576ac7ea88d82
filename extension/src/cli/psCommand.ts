/** `ps`: the Node processes of this machine. */
import { basename } from 'node:path';
import { formatBytes } from '../../../analyzer/src/report/formatNumbers.ts';
import { textTable } from '../../../analyzer/src/report/textTable.ts';
import type { ProcessRow } from '../inspector/target.ts';
import { listProcesses } from '../processes/listProcesses.ts';
import { operandsOf } from './commandLine.ts';
import type { Command } from './commands.ts';

export const psCommand: Command = {
  name: 'ps',
  operands: '',
  summary: 'Node.js processes of this machine that can be captured',
  async run(line) {
    operandsOf(line, 'no operands', 0);
    const all = await listProcesses();
    const shown = line.all ? all : all.filter(({ role }) => role === 'node');
    return { text: shown.length === 0 ? 'No Node.js processes.' : table(shown), json: { processes: shown } };
  },
};

function table(rows: readonly ProcessRow[]): string {
  return textTable(rows, [
    { title: 'PID', align: 'right', text: ({ pid }) => String(pid) },
    { title: 'RSS', align: 'right', text: ({ rssBytes }) => (rssBytes === null ? '' : formatBytes(rssBytes)) },
    { title: 'Node', align: 'left', text: ({ nodeVersion }) => nodeVersion ?? '' },
    { title: 'Inspector', align: 'left', text: ({ inspector }) => (inspector ? `${inspector.host}:${inspector.port}` : '') },
    { title: 'Folder', align: 'left', text: ({ workingDirectory }) => workingDirectory ?? '' },
    { title: 'Command', align: 'left', text: ({ commandLine }) => [basename(commandLine[0] ?? ''), ...commandLine.slice(1)].join(' ') },
  ]);
}
