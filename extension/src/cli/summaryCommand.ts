/** `summary FILE`: what a capture holds, by constructor. */
import type { ClassSortKey } from '../../../analyzer/protocol/requests.ts';
import { summaryText } from '../../../analyzer/src/report/reportTexts.ts';
import { operandsOf, UsageError } from './commandLine.ts';
import type { Command } from './commands.ts';
import { createEngine } from './engine.ts';

const SORT_KEYS: readonly ClassSortKey[] = ['name', 'distance', 'count', 'selfBytes', 'retainedBytes'];

export const summaryCommand: Command = {
  name: 'summary',
  operands: 'FILE',
  summary: 'constructors with counts, shallow and retained sizes',
  async run(line) {
    const [file] = operandsOf(line, 'one file', 1);
    const sortBy = SORT_KEYS.find((key) => key === (line.sort ?? 'retainedBytes'));
    if (!sortBy) throw new UsageError(`--sort takes one of ${SORT_KEYS.join(', ')}`);
    const { session, context, open } = createEngine(line);
    const { stage: _stage, ...summary } = await open(file!);
    const { rows, total } = await session['heap/classes']({ handle: summary.handle, offset: 0, limit: line.limit, filter: line.filter, sortBy, ascending: line.ascending }, context);
    const statistics = await session['heap/statistics']({ handle: summary.handle }, context);
    return { text: summaryText(summary, rows, total), json: { ...summary, statistics: statistics.rows, classes: rows, classTotal: total } };
  },
};
