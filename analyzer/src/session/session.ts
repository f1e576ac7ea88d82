/**
 * What a session is: one handler for every method of the request table, functions that may compute for long, so they
 * live on a worker thread (or in the command line's own process), and that wait for the crew's threads without blocking their own. Knows nothing of JSON-RPC.
 */
import type { AnalyzerMethod, AnalyzerParams, AnalyzerResult } from '../../protocol/requests.ts';
import type { WorkContext } from '../base/workContext.ts';

/** What a handler may use besides its parameters. */
export type RequestContext = WorkContext;

export type SessionHandlers = {
  readonly [M in AnalyzerMethod]: (params: AnalyzerParams<M>, context: RequestContext) => Promise<AnalyzerResult<M>>;
};
