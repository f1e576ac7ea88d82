/** The host's side of the panel over real files: the analyzer's own session in this process answers for both. */
import { basename } from 'node:path';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { ANALYZER_METHODS, type AnalyzerMethod } from '../../../analyzer/protocol/requests.ts';
import type { HostRequests, PanelState } from '../../../analyzer/protocol/webviewMessages.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { createHeapSession } from '../../../analyzer/src/session/heapSession.ts';
import type { PanelOptions } from './panelPage.ts';

export interface SessionHost {
  readonly answer: PanelOptions['answer'];
  readonly opened: HostRequests['host/openSource']['params'][];
  readonly start: PanelState;
  /** Asks the analyzer as the panel does. */
  ask(method: AnalyzerMethod, params: unknown): unknown;
}

/** `base`: an older capture to offer for the comparison. */
export function createSessionHost(file: string, base?: string): SessionHost {
  const session = createHeapSession({ budgetBytes: 8e9 });
  const ask = (method: AnalyzerMethod, params: unknown): unknown => (session[method] as (params: unknown, context: unknown) => unknown)(params, { cancel: NEVER_CANCELLED, report: NO_PROGRESS });
  const opened: SessionHost['opened'] = [];
  const start: PanelState = {
    capture: ask('heap/open', { path: file }) as PanelState['capture'],
    label: basename(file),
    choices: base ? [{ path: base, label: basename(base), takenAtMs: 0 }] : [],
    previousPath: null,
    show: { page: 'summary' },
    isAsked: false,
  };
  return {
    opened,
    start,
    ask,
    async answer(method, params) {
      if (method === 'panel/start') return start;
      if (method === 'host/openCapture') return ask('heap/open', { path: (params as { path: string }).path });
      if (method === 'host/openSource') return opened.push(params as SessionHost['opened'][number]), null;
      if (method === 'host/copy' || method === 'host/openSettings') return null;
      if (!(ANALYZER_METHODS as readonly string[]).includes(method)) throw new HeaplineError('internal', `nothing answers ${method}`);
      return ask(method as AnalyzerMethod, params);
    },
  };
}
