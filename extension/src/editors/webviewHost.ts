/**
 * The host's side of the bridge to one webview: every ask gets exactly one answer, errors travel as data, a cancel
 * reaches the analyzer. It knows messages, not pages.
 */
import * as vscode from 'vscode';
import { HeaplineError, toErrorData } from '../../../analyzer/protocol/errors.ts';
import { ANALYZER_METHODS, type AnalyzerMethod, type AnalyzerParams } from '../../../analyzer/protocol/requests.ts';
import type { AskMessage, HostMessage, HostRequests, HostTells, PanelMethod } from '../../../analyzer/protocol/webviewMessages.ts';
import type { AnalyzerClient } from '../analyzerClient.ts';
import { logError, type Log } from '../log.ts';

/** A handler for every question that only the host can answer. */
export type HostHandlers = { readonly [M in keyof HostRequests]: (params: HostRequests[M]['params'], token: vscode.CancellationToken) => Promise<HostRequests[M]['result']> };

export interface WebviewHost extends vscode.Disposable {
  tell<Topic extends keyof HostTells>(topic: Topic, value: HostTells[Topic]): void;
}

export function connectWebview(webview: vscode.Webview, parts: { readonly analyzer: AnalyzerClient; readonly handlers: HostHandlers; readonly log: Log }): WebviewHost {
  const { analyzer, handlers, log } = parts;
  const asked = new Map<number, vscode.CancellationTokenSource>();
  const post = (message: HostMessage): void => {
    // False, or an error, when the webview has gone: so has its interest.
    webview.postMessage(message).then(undefined, (error: unknown) => log.debug(`Answering a panel: ${String(error)}`));
  };

  const tell: WebviewHost['tell'] = (topic, value) => post({ type: 'tell', topic, value } as HostMessage);

  const waitFor = (params: AnalyzerParams<'heap/wait'>, token: vscode.CancellationToken): Promise<unknown> =>
    analyzer.ask('heap/wait', params, { token, onProgress: (_stage, fraction) => tell('panel/analysis', { handle: params.handle, stage: params.stage, fraction }) });

  const answerTo = (method: PanelMethod, params: unknown, token: vscode.CancellationToken): Promise<unknown> => {
    if (Object.hasOwn(handlers, method)) return (handlers[method as keyof HostRequests] as (params: unknown, token: vscode.CancellationToken) => Promise<unknown>)(params, token);
    if (!isAnalyzerMethod(method)) throw new HeaplineError('internal', `the panel asked for ${String(method)}`);
    if (method === 'heap/wait') return waitFor(params as AnalyzerParams<'heap/wait'>, token);
    let isSlow = false;
    const onProgress = (stage: string, fraction: number): void => {
      isSlow = true;
      tell('panel/progress', { stage, fraction });
    };
    return analyzer.ask(method, params as AnalyzerParams<typeof method>, { token, onProgress }).finally(() => isSlow && tell('panel/progress', { stage: '', fraction: null }));
  };

  const answer = async ({ id, method, params }: Extract<AskMessage, { type: 'ask' }>): Promise<void> => {
    const source = new vscode.CancellationTokenSource();
    asked.set(id, source);
    try {
      post({ type: 'answer', id, ok: true, result: (await answerTo(method, params, source.token)) ?? null });
    } catch (error) {
      const data = toErrorData(error);
      if (data.code !== 'cancelled') logError(log, `Answering ${method}`, error);
      post({ type: 'answer', id, ok: false, error: data });
    } finally {
      asked.delete(id);
      source.dispose();
    }
  };

  const listening = webview.onDidReceiveMessage((message: unknown) => {
    if (!isAskMessage(message)) return log.warn('A panel sent a message that is none');
    if (message.type === 'cancel') return asked.get(message.id)?.cancel();
    void answer(message); // answers for itself, errors too
  });

  return {
    tell,
    dispose() {
      listening.dispose();
      for (const source of asked.values()) source.cancel();
    },
  };
}

function isAnalyzerMethod(method: string): method is AnalyzerMethod {
  return (ANALYZER_METHODS as readonly string[]).includes(method);
}

function isAskMessage(message: unknown): message is AskMessage {
  if (message === null || typeof message !== 'object') return false;
  const { type, id, method } = message as Record<string, unknown>;
  return typeof id === 'number' && (type === 'cancel' || (type === 'ask' && typeof method === 'string'));
}
