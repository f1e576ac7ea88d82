/** Copy Retaining Path: what holds the suspect's sample or the instance, in words, one step a line. */
import * as vscode from 'vscode';
import type { RetainingPath } from '../../../analyzer/protocol/rows.ts';
import { oneLine } from '../format.ts';
import type { Services } from '../services.ts';
import type { SuspectTreeNode } from '../views/suspectNodes.ts';

export async function copyRetainingPath({ analyzer }: Services, node: SuspectTreeNode): Promise<void> {
  if (node.kind === 'suspect') await vscode.env.clipboard.writeText(pathText(node.suspect.path));
  if (node.kind === 'instance') await vscode.env.clipboard.writeText(pathText(await analyzer.ask('heap/path', { handle: node.suspect.capture, node: node.row.node })));
}

function pathText({ steps, sentence }: RetainingPath): string {
  const lines = steps.map(({ node, words, location }, index) => {
    const subject = index === 0 ? `${oneLine(node.className)} @${node.nodeId}` : oneLine(words);
    return location ? `${subject} (${oneLine(location.file ?? location.url, 1000)}:${location.line}:${location.column})` : subject;
  });
  return [oneLine(sentence, 2000), '', ...lines].join('\n');
}
