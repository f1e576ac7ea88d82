/** Open Source: the cursor on the line of a step, a suspect or a row of the panel. */
import type { SourceLocation } from '../../../analyzer/protocol/rows.ts';
import type { Services } from '../services.ts';
import { openSource as openLocation } from '../sources/openSource.ts';
import { locationOf, type SuspectTreeNode } from '../views/suspectNodes.ts';

export async function openSource(_services: Services, subject?: SourceLocation | SuspectTreeNode): Promise<void> {
  const location = subject && 'kind' in subject ? locationOf(subject) : subject;
  if (location) await openLocation(location, { beside: false });
}
