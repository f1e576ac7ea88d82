/** One protocol session: requests with ids, answers, events. The wire is handed in: a socket for a main thread, messages in messages for a worker. */
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { InspectorSession } from './target.ts';

/** What a session writes to. */
export interface SessionWire {
  post(text: string): void;
  pause(): void;
  resume(): void;
}

/** A session and the handles of whoever feeds it. */
export interface OpenSession {
  readonly session: InspectorSession;
  /** One message of the target. Text that is no message is ignored. */
  receive(text: string): void;
  /** Fails every waiting and every later request with this error. */
  end(error: HeaplineError): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: never;
  readonly result?: never;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly method: string;
  resolve(result: never): void;
  reject(error: Error): void;
}

/** A session on this wire. Requests are answered in any order, events told in the order of their arrival. */
export function createSession(wire: SessionWire): OpenSession {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(params: never) => void>>();
  let nextId = 1;
  let lastTurn: Promise<unknown> = Promise.resolve();
  let ended: HeaplineError | null = null;
  return {
    session: {
      send(method, params = {}) {
        if (ended) return Promise.reject(ended);
        const id = nextId++;
        return new Promise((resolve, reject) => {
          pending.set(id, { method, resolve, reject });
          wire.post(JSON.stringify({ id, method, params }));
        });
      },
      on(event, listener) {
        const set = listeners.get(event) ?? new Set();
        listeners.set(event, set.add(listener));
        return () => set.delete(listener);
      },
      inTurn(work) {
        const turn = lastTurn.then(work);
        lastTurn = turn.catch(() => {}); // told to whoever gave the work
        return turn;
      },
      pause: () => wire.pause(),
      resume: () => wire.resume(),
    },
    receive(text) {
      const message = parseMessage(text);
      if (message?.id !== undefined) settle(pending, message);
      else if (message?.method !== undefined) for (const listener of [...(listeners.get(message.method) ?? [])]) listener(message.params!);
    },
    end(error) {
      ended ??= error;
      for (const { reject } of pending.values()) reject(ended);
      pending.clear();
    },
  };
}

function parseMessage(text: string): Message | null {
  try {
    return JSON.parse(text) as Message | null;
  } catch {
    return null; // whoever speaks there is no inspector: nothing is ever answered, and the caller's time limit says so
  }
}

function settle(pending: Map<number, Pending>, { id, result, error }: Message): void {
  const asked = pending.get(id!);
  if (!asked) return;
  pending.delete(id!);
  if (error) asked.reject(new HeaplineError('protocolError', `${asked.method}: ${error.message}`));
  else asked.resolve(result!);
}
