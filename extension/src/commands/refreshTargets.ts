/** Refresh Targets: lists the processes again. */
import type { Services } from '../services.ts';

export async function refreshTargets({ targetsView }: Services): Promise<void> {
  await targetsView.refresh();
}
