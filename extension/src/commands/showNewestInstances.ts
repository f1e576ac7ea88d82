/** Show Newest Instances under each suspect. */
import type { Services } from '../services.ts';

export async function showNewestInstances({ suspectsView }: Services): Promise<void> {
  await suspectsView.setOrder('newest');
}
