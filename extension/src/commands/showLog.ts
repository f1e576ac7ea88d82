/** Show Log. */
import type { Services } from '../services.ts';

export function showLog({ log }: Services): void {
  log.show(true);
}
