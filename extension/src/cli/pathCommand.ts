/** `path FILE @ID`: what keeps one object alive. */
import { pathText } from '../../../analyzer/src/report/reportTexts.ts';
import { nodeIdOf, operandsOf } from './commandLine.ts';
import type { Command } from './commands.ts';
import { createEngine } from './engine.ts';
import { pathJson } from './suspectsCommand.ts';

export const pathCommand: Command = {
  name: 'path',
  operands: 'FILE @ID',
  summary: 'the shortest path from an object to a root, in words',
  async run(line) {
    const [file, id] = operandsOf(line, 'a file and the id of an object', 2);
    const nodeId = nodeIdOf(id!);
    const { session, context, open } = createEngine(line);
    const { handle } = await open(file!);
    const { node } = await session['heap/nodeById']({ handle, nodeId }, context);
    const path = await session['heap/path']({ handle, node }, context);
    return { text: pathText(path), json: { sentence: path.sentence, reachesRoot: path.reachesRoot, steps: pathJson(path) } };
  },
};
