/** Open Source to the Side. */
import type { Services } from '../services.ts';
import { openSource } from '../sources/openSource.ts';
import { locationOf, type SuspectTreeNode } from '../views/suspectNodes.ts';

export async function openSourceBeside(_services: Services, node: SuspectTreeNode): Promise<void> {
  const location = locationOf(node);
  if (location) await openSource(location, { beside: true });
}
