/**
 * The analyzer process: started by the first question, asked in the types of the request table, started again by the next
 * question after it died. Never runs in the extension host's own thread.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, ResponseError, RevealOutputChannelOn, State, TransportKind, type LanguageClientOptions, type NodeModule } from 'vscode-languageclient/node';
import { ERROR_SENTENCES, HeaplineError, type HeaplineErrorData } from '../../analyzer/protocol/errors.ts';
import type { AnalyzerMethod, AnalyzerNotifications, AnalyzerParams, AnalyzerResult } from '../../analyzer/protocol/requests.ts';
import type { CaptureHandle } from '../../analyzer/protocol/units.ts';
import { checkRuntime, RUNTIME_ENVIRONMENT } from './analyzerRuntime.ts';
import { analyzerSettings, changes, sourceSettings, type AnalyzerSettings } from './config.ts';
import { DisposableStore } from './disposable.ts';
import { logError, type Log } from './log.ts';

export interface AskOptions {
  readonly token?: vscode.CancellationToken;
  /** `fraction` 0 … 1. Only for requests that take a `progressToken`. */
  readonly onProgress?: (stage: string, fraction: number) => void;
}

export interface AnalyzerClient extends vscode.Disposable {
  /** Errors: HeaplineError as the analyzer gave it; `internal` when its process ended or did not start. */
  ask<M extends AnalyzerMethod>(method: M, params: AnalyzerParams<M>, options?: AskOptions): Promise<AnalyzerResult<M>>;
  /** The process ended by itself, or was stopped by a change of settings: every handle that it gave is void. */
  readonly onDidStop: vscode.Event<void>;
  /** Somebody has waited for a capture's whole analysis, and it is there. */
  readonly onDidAnalyze: vscode.Event<CaptureHandle>;
  /** For tests and reports: the process id while it runs. */
  readonly pid: number | undefined;
}

/** A started process, and whether it is still there. */
interface Server {
  /** Settles once the process answers. Errors: runtimeUnusable; and those of starting it. */
  readonly ready: Promise<LanguageClient>;
  /** Null until there is a process. */
  client: LanguageClient | null;
  /** False until it answered for the first time: it has given no handles. */
  isReady: boolean;
  stopped: boolean;
}

/** `modulePath`: dist/analyzer.js. */
export function createAnalyzerClient(modulePath: string, log: Log): AnalyzerClient {
  const store = new DisposableStore();
  const didStop = store.add(new vscode.EventEmitter<void>());
  const didAnalyze = store.add(new vscode.EventEmitter<CaptureHandle>());
  const progressByToken = new Map<string, NonNullable<AskOptions['onProgress']>>();
  let server: Server | null = null;

  const start = (): Server => {
    const launch = async (): Promise<LanguageClient> => {
      const settings = analyzerSettings();
      if (settings.nodePath !== null) await checkRuntime(settings.nodePath);
      if (started.stopped) throw new HeaplineError('internal', vscode.l10n.t('The settings of the analyzer changed while it started'));
      const client = createLanguageClient(modulePath, settings, log, () => lost(started));
      client.onNotification('heap/progress', ({ progressToken, stage, fraction }: AnalyzerNotifications['heap/progress']) => progressByToken.get(progressToken)?.(stage, fraction));
      started.client = client;
      await client.start();
      await client.sendRequest('settings/sources', sourceSettings());
      started.isReady = true;
      return client;
    };
    const started: Server = { ready: Promise.resolve().then(launch), client: null, isReady: false, stopped: false };
    started.ready.catch((error: unknown) => {
      logError(log, 'Starting the analyzer', error);
      lost(started);
    });
    return started;
  };

  const lost = (which: Server): void => {
    which.stopped = true;
    if (server !== which) return;
    server = null;
    if (which.isReady) didStop.fire();
  };

  const stop = async (): Promise<void> => {
    const old = server;
    if (!old) return;
    lost(old);
    await old.client?.stop().catch((error: unknown) => log.debug(`Stopping the analyzer: ${String(error)}`));
  };

  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (changes(event, 'analyzer')) {
        // Panels that could not start with the old settings try again too.
        if (!server?.isReady) didStop.fire();
        void stop();
      }
      else if (changes(event, 'sources')) void sendSources(server, log);
    }),
  );
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void sendSources(server, log)));

  return {
    onDidStop: didStop.event,
    onDidAnalyze: didAnalyze.event,
    get pid() {
      return server?.client?.serverProcess?.pid;
    },
    async ask(method, params, { token, onProgress } = {}) {
      server ??= start();
      const asked = server;
      const progressToken = onProgress && randomUUID();
      if (progressToken) progressByToken.set(progressToken, onProgress);
      try {
        const answer = await send(await asked.ready, method, progressToken ? { ...params, progressToken } : params, token);
        if (method === 'heap/wait' && (answer as AnalyzerResult<'heap/wait'>).stage === 'complete') didAnalyze.fire((params as AnalyzerParams<'heap/wait'>).handle);
        return answer;
      } catch (error) {
        throw await toHeaplineError(error, asked);
      } finally {
        if (progressToken) progressByToken.delete(progressToken);
      }
    },
    dispose() {
      store.dispose();
      void stop();
    },
  };
}

function createLanguageClient(modulePath: string, { nodePath, maxMemoryMB, keepIndex }: AnalyzerSettings, log: Log, onClosed: () => void): LanguageClient {
  const serverOptions: NodeModule = {
    module: modulePath,
    transport: TransportKind.ipc,
    args: [...(maxMemoryMB === null ? [] : [`--memory-budget-mb=${maxMemoryMB}`]), ...(keepIndex ? [] : ['--no-index'])],
    ...(nodePath === null ? {} : { runtime: nodePath }),
    // Debugging the extension host must not open a port of the analyzer, nor must what is meant for other programs reach it.
    options: { execArgv: [], env: RUNTIME_ENVIRONMENT },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed() {
        onClosed();
        return { action: CloseAction.DoNotRestart, handled: true, message: 'The analyzer process ended; the next question starts it again.' };
      },
    },
    middleware: { sendRequest: passFailuresAsValues },
  };
  return new LanguageClient('heapline', vscode.l10n.t('Heapline Analyzer'), serverOptions, clientOptions);
}

/** A failed request as a value: the client would write every refused question, a cancelled one too, to the log as an error. */
interface Failed {
  readonly failed: unknown;
}

const passFailuresAsValues: NonNullable<NonNullable<LanguageClientOptions['middleware']>['sendRequest']> = async (type, params, token, next) => {
  try {
    return await next(type, params, token);
  } catch (failed) {
    return { failed } satisfies Failed as never;
  }
};

async function send<M extends AnalyzerMethod>(client: LanguageClient, method: M, params: AnalyzerParams<M>, token: vscode.CancellationToken | undefined): Promise<AnalyzerResult<M>> {
  const answer = await (token ? client.sendRequest<AnalyzerResult<M> | Failed>(method, params, token) : client.sendRequest<AnalyzerResult<M> | Failed>(method, params));
  if (answer !== null && typeof answer === 'object' && 'failed' in answer) throw answer.failed;
  return answer;
}

async function sendSources(server: Server | null, log: Log): Promise<void> {
  if (!server) return;
  try {
    await send(await server.ready, 'settings/sources', sourceSettings(), undefined);
  } catch (error) {
    logError(log, 'Telling the analyzer where sources are', error);
  }
}

/** How long the news of a dead process may come after the news of its closed pipe. */
const CLOSE_NEWS_MS = 500;

async function toHeaplineError(error: unknown, server: Server): Promise<HeaplineError> {
  if (error instanceof HeaplineError) return error;
  if (error instanceof ResponseError) {
    const data = error.data as Partial<HeaplineErrorData> | undefined;
    if (data?.code !== undefined && Object.hasOwn(ERROR_SENTENCES, data.code)) return new HeaplineError(data.code, data.message, { byteOffset: data.byteOffset, cause: error });
    if (/cancel/i.test(error.message)) return new HeaplineError('cancelled', undefined, { cause: error });
  }
  for (let waitedMs = 0; !server.stopped && server.client?.state === State.Running && waitedMs < CLOSE_NEWS_MS; waitedMs += 50) await new Promise((resolve) => setTimeout(resolve, 50));
  const message = error instanceof Error ? error.message : String(error);
  if (server.stopped) return new HeaplineError('internal', vscode.l10n.t('The analyzer stopped unexpectedly ({0}). It starts again with your next step', message), { cause: error });
  return new HeaplineError('internal', message, { cause: error });
}
