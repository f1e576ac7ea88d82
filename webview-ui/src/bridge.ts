/**
 * The webview's side of the bridge: ask() a question and get its answer, on() what the host tells unasked. Every ask settles:
 * with the answer, with the host's error, or with `cancelled` when its signal fires.
 */
import { HeaplineError, type HeaplineErrorData } from '../../analyzer/protocol/errors.ts';
import type { AskMessage, HostMessage, HostTells, PanelMethod, PanelRequests } from '../../analyzer/protocol/webviewMessages.ts';

export interface Bridge {
  /** Errors: HeaplineError as the host gave it; `cancelled` when the signal fired, of which the host is told. */
  ask<M extends PanelMethod>(method: M, params: PanelRequests[M]['params'], signal?: AbortSignal): Promise<PanelRequests[M]['result']>;
  /** Returns how to stop listening. */
  on<Topic extends keyof HostTells>(topic: Topic, listener: (value: HostTells[Topic]) => void): () => void;
}

/** Where messages go and come from: VS Code's API and window, or a test's own. */
export interface Channel {
  post(message: AskMessage): void;
  listen(listener: (message: unknown) => void): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export function createBridge(channel: Channel): Bridge {
  let lastId = 0;
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(value: never) => void>>();

  channel.listen((message) => {
    if (!isHostMessage(message)) return;
    if (message.type === 'tell') {
      for (const listener of listeners.get(message.topic) ?? []) listener(message.value as never);
      return;
    }
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) asker?.resolve(message.result);
    else asker?.reject(fromData(message.error));
  });

  return {
    ask(method, params, signal) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new HeaplineError('cancelled'));
        const onAbort = (): void => {
          if (!waiting.delete(id)) return;
          channel.post({ type: 'cancel', id });
          reject(new HeaplineError('cancelled'));
        };
        const settled = (): void => signal?.removeEventListener('abort', onAbort);
        waiting.set(id, {
          resolve: (result) => (settled(), resolve(result as never)),
          reject: (error: Error) => (settled(), reject(error)),
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        channel.post({ type: 'ask', id, method, params });
      });
    },
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => set.delete(listener);
    },
  };
}

function fromData({ code, message, byteOffset }: HeaplineErrorData): HeaplineError {
  return new HeaplineError(code, message, byteOffset === undefined ? {} : { byteOffset });
}

/** Other scripts of the page may post messages too. */
function isHostMessage(message: unknown): message is HostMessage {
  if (message === null || typeof message !== 'object') return false;
  const { type } = message as { type?: unknown };
  return type === 'answer' || type === 'tell';
}
