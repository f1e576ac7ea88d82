/** Ignore Suspect: its class is not named any more, here and for everybody who shares the workspace's settings. */
import { suspectSettings, writeShared } from '../config.ts';
import type { Services } from '../services.ts';
import type { SuspectTreeNode } from '../views/suspectNodes.ts';

export async function ignoreSuspect(_services: Services, node: SuspectTreeNode): Promise<void> {
  if (node.kind !== 'suspect') return;
  const { ignoredClassNames } = suspectSettings();
  await writeShared('suspects.ignoredClasses', [...new Set([...ignoredClassNames, node.suspect.className])]);
}
