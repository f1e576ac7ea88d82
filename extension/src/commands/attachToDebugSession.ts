/** Attach to Debug Session: shares the connection of a running JavaScript debug session. */
import type { Services } from '../services.ts';
import { pickDebugSession } from '../targets/pickTarget.ts';

export async function attachToDebugSession(services: Services): Promise<void> {
  await pickDebugSession(services);
}
