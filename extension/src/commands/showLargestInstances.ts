/** Show Largest Instances under each suspect. */
import type { Services } from '../services.ts';

export async function showLargestInstances({ suspectsView }: Services): Promise<void> {
  await suspectsView.setOrder('largest');
}
