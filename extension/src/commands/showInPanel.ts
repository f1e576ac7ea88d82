/** Show in Panel: the suspect's class, the instance or the holder, selected in the panel of its capture. */
import type { PanelTarget } from '../../../analyzer/protocol/webviewMessages.ts';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { Services } from '../services.ts';
import type { SuspectTreeNode } from '../views/suspectNodes.ts';

export async function showInPanel({ openCaptures, editors }: Services, node: SuspectTreeNode): Promise<void> {
  const suspect = node.kind === 'step' ? node.instance.suspect : 'suspect' in node ? node.suspect : undefined;
  if (!suspect) return;
  const path = openCaptures.pathOf(suspect.capture);
  if (path === undefined) throw new HeaplineError('notFound', 'The analyzer was started again since these suspects were found');
  await editors.open({ path, basePath: null }, targetOf(node, suspect.classKey));
}

function targetOf(node: SuspectTreeNode, classKey: string): PanelTarget {
  switch (node.kind) {
    case 'instance': return { page: 'summary', classKey, node: node.row.node };
    case 'step': return { page: 'summary', node: node.step.node.node };
    case 'suspect': return { page: 'summary', classKey, node: node.suspect.sample.node };
    default: return { page: 'summary', classKey };
  }
}
