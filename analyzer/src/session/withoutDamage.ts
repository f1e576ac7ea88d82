/** Questions that met a damaged index are asked once more, of the capture itself. */
import { HeaplineError } from '../../protocol/errors.ts';
import type { CaptureHandle } from '../../protocol/units.ts';
import type { CaptureStore } from './captureStore.ts';
import type { RequestContext, SessionHandlers } from './session.ts';

type AnyHandler = (params: unknown, context: RequestContext) => Promise<unknown>;

/** The same handlers; an index whose page does not have its checksum is dropped, and nobody hears of it. */
export function withoutDamage(handlers: SessionHandlers, store: CaptureStore): SessionHandlers {
  const retried = (handler: AnyHandler): AnyHandler => async (params, context) => {
    try {
      return await handler(params, context);
    } catch (error) {
      if (!(error instanceof HeaplineError) || error.code !== 'damagedIndex') throw error;
      for (const handle of handlesIn(params)) store.distrust(handle);
      return handler(params, context);
    }
  };
  return Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, retried(handler as AnyHandler)])) as unknown as SessionHandlers;
}

/** The captures that a question is about. */
function handlesIn(params: unknown): CaptureHandle[] {
  const { handle, base, target, captures = [] } = params as { handle?: CaptureHandle; base?: CaptureHandle; target?: CaptureHandle; captures?: CaptureHandle[] };
  return [handle, base, target, ...captures].filter((each) => each !== undefined);
}
