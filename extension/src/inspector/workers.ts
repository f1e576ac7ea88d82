/** Worker threads of a target, each a session of its own, through Node's NodeWorker domain (there on Node.js 12 to 26). */
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { createSession, type OpenSession } from './session.ts';
import type { InspectorSession, TargetThread } from './target.ts';

export interface WorkerThreads {
  list(): readonly TargetThread[];
  onChanged(listener: () => void): () => void;
  /** Fails what the workers were asked: the whole target is gone. */
  end(error: HeaplineError): void;
  /** Closes all sessions; the workers go on. */
  stop(): Promise<void>;
}

interface AttachedToWorker {
  readonly sessionId: string;
  readonly workerInfo: { readonly workerId: string; readonly title: string; readonly url: string };
}

interface Worker {
  readonly thread: TargetThread;
  readonly open: OpenSession;
}

/** No workers, for a connection whose other end follows them itself (js-debug's proxy: each worker is a debug session of its own). */
export const NO_WORKERS: WorkerThreads = { list: () => [], onChanged: () => () => {}, end: () => {}, stop: async () => {} };

/** Follows the workers that exist and those that come. A target without the domain has none. */
export async function followWorkers(main: InspectorSession): Promise<WorkerThreads> {
  const workers = new Map<string, Worker>();
  const changed = new Set<() => void>();
  const tell = (): void => changed.forEach((listener) => listener());
  const stops = [
    main.on('NodeWorker.attachedToWorker', (event: AttachedToWorker) => {
      workers.set(event.sessionId, createWorker(main, event));
      tell();
    }),
    main.on('NodeWorker.detachedFromWorker', ({ sessionId }: { sessionId: string }) => {
      workers.get(sessionId)?.open.end(new HeaplineError('targetDied', 'The worker thread ended'));
      workers.delete(sessionId);
      tell();
    }),
    main.on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }: { sessionId: string; message: string }) => workers.get(sessionId)?.open.receive(message)),
  ];
  const isSupported = await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false }).then(() => true, hasNoDomain);
  const end = (error: HeaplineError): void => workers.forEach(({ open }) => open.end(error));
  return {
    list: () => [...workers.values()].map(({ thread }) => thread),
    onChanged(listener) {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    end,
    async stop() {
      stops.forEach((stop) => stop());
      end(new HeaplineError('connectionLost', 'The connection to the target was closed'));
      if (isSupported) await main.send('NodeWorker.disable');
    },
  };
}

function hasNoDomain(error: unknown): false {
  if (error instanceof HeaplineError && error.code === 'protocolError') return false;
  throw error;
}

function createWorker(main: InspectorSession, { sessionId, workerInfo: { workerId, title, url } }: AttachedToWorker): Worker {
  const open = createSession({
    post: (text) => void main.send('NodeWorker.sendMessageToWorker', { sessionId, message: text }).catch((error: HeaplineError) => open.end(error)),
    pause: () => main.pause(), // all threads share one socket
    resume: () => main.resume(),
  });
  const name = title || `worker ${workerId}`;
  return { open, thread: { id: sessionId, label: url ? `${name} (${url})` : name, url: url || null, session: open.session } };
}
