/** The host's side of the panel over real files: the analyzer's own session in this process answers for both. */
import { basename, dirname } from 'node:path';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { ANALYZER_METHODS, type AnalyzerMethod } from '../../../analyzer/protocol/requests.ts';
import type { HostRequests, PanelState } from '../../../analyzer/protocol/webviewMessages.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { NO_PROGRESS } from '../../../analyzer/src/base/progress.ts';
import { crewBeside } from '../../../analyzer/src/session/crewBeside.ts';
import { createHeapSession } from '../../../analyzer/src/session/heapSession.ts';
import { bundledProgram } from '../../helpers/bundledPrograms.ts';
import type { PanelOptions } from './panelPage.ts';

export interface SessionHost {
  readonly answer: PanelOptions['answer'];
  readonly opened: HostRequests['host/openSource']['params'][];
  readonly start: PanelState;
  /** Asks the analyzer as the panel does. */
  ask(method: AnalyzerMethod, params: unknown): Promise<unknown>;
}

/** `base`: an older capture to offer for the comparison. */
export async function createSessionHost(file: string, base?: string): Promise<SessionHost> {
  const session = createHeapSession({ budgetBytes: 8e9, crew: crewBeside(dirname(bundledProgram('cli'))) });
  const ask = (method: AnalyzerMethod, params: unknown): Promise<unknown> => (session[method] as (params: unknown, context: unknown) => Promise<unknown>)(params, { cancel: NEVER_CANCELLED, report: NO_PROGRESS });
  const opened: SessionHost['opened'] = [];
  const start: PanelState = {
    capture: (await ask('heap/open', { path: file })) as PanelState['capture'],
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
