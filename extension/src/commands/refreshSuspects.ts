/** Analyze: looks for suspects again. */
import type { Services } from '../services.ts';

export async function refreshSuspects({ suspects }: Services): Promise<void> {
  await suspects.refresh();
}
