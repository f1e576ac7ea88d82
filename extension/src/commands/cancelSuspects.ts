/** Cancel Analysis. */
import type { Services } from '../services.ts';

export function cancelSuspects({ suspects }: Services): void {
  suspects.cancel();
}
