/** `suspects A [B [C …]]`: what leaks, who holds it, which line to look at. */
import type { RetainingPath, SourceLocation, Suspect } from '../../../analyzer/protocol/rows.ts';
import { suspectsText } from '../../../analyzer/src/report/reportTexts.ts';
import { operandsOf } from './commandLine.ts';
import type { Command } from './commands.ts';
import { createEngine } from './engine.ts';

export const suspectsCommand: Command = {
  name: 'suspects',
  operands: 'A [B [C …]]',
  summary: 'suspicious constructors of one capture, or of several of one process, oldest first',
  async run(line) {
    const files = operandsOf(line, 'one or more files, oldest first', 1, Infinity);
    const { session, context, open } = createEngine(line);
    const captures: number[] = [];
    for (const file of files) captures.push((await open(file)).handle);
    const report = await session['suspects/find']({ captures, limit: line.limit }, context);
    return { text: suspectsText(report), json: { suspects: report.suspects.map(suspectJson), setAside: report.setAside } };
  },
};

function suspectJson({ path, culprit, sample, capture: _capture, ...suspect }: Suspect): object {
  return { ...suspect, sampleId: sample.nodeId, path: pathJson(path), culprit: placeJson(culprit) };
}

/** Steps as the documents promise them: object first, `file`, `line` and `column` where known. Shared with `path`. */
export function pathJson({ steps }: RetainingPath): object[] {
  return steps.map(({ words, node, edgeKind, edgeName, owner, location }) => ({
    words,
    id: node.nodeId,
    name: node.name,
    className: node.className,
    retainedBytes: node.retainedBytes,
    edgeKind,
    edgeName,
    owner,
    ...placeJson(location),
  }));
}

function placeJson(location: SourceLocation | null): { file: string; line: number; column: number } | null {
  return location && { file: location.file ?? location.url, line: location.line, column: location.column };
}
