/**
 * What a session is: one handler for every method of the request table, plain functions that may run for long, so they
 * live on a worker thread (or in the command line's own process). Knows nothing of JSON-RPC.
 */
import type { AnalyzerMethod, AnalyzerParams, AnalyzerResult } from '../../protocol/requests.ts';
import type { CancelSignal } from '../base/cancel.ts';
import type { ReportProgress } from '../base/progress.ts';

/** What a handler may use besides its parameters. */
export interface RequestContext {
  readonly cancel: CancelSignal;
  readonly report: ReportProgress;
}

export type SessionHandlers = {
  readonly [M in AnalyzerMethod]: (params: AnalyzerParams<M>, context: RequestContext) => AnalyzerResult<M>;
};
