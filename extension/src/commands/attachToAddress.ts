/** Attach to Port or URL: an inspector that is open already, here or elsewhere. */
import type { Services } from '../services.ts';
import { askAddress } from '../targets/pickTarget.ts';

export async function attachToAddress({ registry }: Services): Promise<void> {
  await askAddress(registry);
}
