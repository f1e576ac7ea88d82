/**
 * The language server: passes every question of the request table to the session, and maps cancellation, progress and
 * errors to what the protocol has for them. The only folder that knows JSON-RPC.
 */
import { LSPErrorCodes, ResponseError, TextDocumentSyncKind, type CancellationToken, type Connection } from 'vscode-languageserver/node';
import { HeaplineError, toErrorData, type HeaplineErrorData } from '../../protocol/errors.ts';
import { ANALYZER_METHODS, type AnalyzerMethod, type AnalyzerNotifications, type AnalyzerParams, type WithProgress } from '../../protocol/requests.ts';
import type { SessionClient } from './sessionClient.ts';

/** Registers all handlers; the caller starts listening. */
export function serveConnection(connection: Connection, session: SessionClient): void {
  connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.None }, serverInfo: { name: 'Heapline analyzer' } }));
  connection.onShutdown(() => session.close());

  const serve = <M extends AnalyzerMethod>(method: M): void => {
    connection.onRequest(method, async (params: AnalyzerParams<M>, token: CancellationToken) => {
      const { progressToken } = params as WithProgress;
      try {
        return await session.ask(method, params, {
          onCancel: (cancel) => void token.onCancellationRequested(cancel),
          onProgress(stage, fraction) {
            if (progressToken === undefined) return;
            const value: AnalyzerNotifications['heap/progress'] = { progressToken, stage, fraction };
            connection.sendNotification('heap/progress', value).catch(() => {}); // the other side is gone; so is its interest
          },
        });
      } catch (error) {
        if (!(error instanceof HeaplineError)) connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
        return responseError(toErrorData(error));
      }
    });
  };
  for (const method of ANALYZER_METHODS) serve(method);
}

function responseError(data: HeaplineErrorData): ResponseError<HeaplineErrorData> {
  const code = data.code === 'cancelled' ? LSPErrorCodes.RequestCancelled : LSPErrorCodes.RequestFailed;
  return new ResponseError(code, data.message, data);
}
