/** Show More Instances: the last row of a suspect with many. */
import type { Suspect } from '../../../analyzer/protocol/rows.ts';
import type { Services } from '../services.ts';

export function showMoreInstances({ suspectsView }: Services, suspect: Suspect): void {
  suspectsView.showMore(suspect);
}
