/** `diff A B`: what came and went between two captures of one process. */
import type { DiffSortKey } from '../../../analyzer/protocol/requests.ts';
import { diffText } from '../../../analyzer/src/report/reportTexts.ts';
import { operandsOf, UsageError } from './commandLine.ts';
import type { Command } from './commands.ts';
import { createEngine } from './engine.ts';

const SORT_KEYS: readonly DiffSortKey[] = ['name', 'addedCount', 'removedCount', 'deltaCount', 'addedBytes', 'removedBytes', 'deltaBytes'];

export const diffCommand: Command = {
  name: 'diff',
  operands: 'A B',
  summary: 'constructors whose objects came or went between captures A and B',
  async run(line) {
    const [older, newer] = operandsOf(line, 'two files, the older first', 2);
    const sortBy = SORT_KEYS.find((key) => key === (line.sort ?? 'deltaBytes'));
    if (!sortBy) throw new UsageError(`--sort takes one of ${SORT_KEYS.join(', ')}`);
    const { session, context, open } = createEngine(line);
    const { handle: base } = await open(older!);
    const { handle: target } = await open(newer!);
    const { rows, total, canFollow } = await session['diff/classes']({ base, target, offset: 0, limit: line.limit, filter: line.filter, sortBy, ascending: line.ascending }, context);
    return { text: diffText(rows, total, canFollow), json: { canFollow, classes: rows, classTotal: total } };
  },
};
