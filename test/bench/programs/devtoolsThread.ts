/** The second thread of Chrome DevTools: its SecondaryInitManager answers on the port that it is given. */
import { pathToFileURL } from 'node:url';
import { isMainThread, workerData, type MessagePort } from 'node:worker_threads';

/** DevTools' code uses Promise.withResolvers, which Node.js 20 lacks. */
export function addWithResolvers(): void {
  const promises = Promise as unknown as { withResolvers?: () => unknown };
  promises.withResolvers ??= () => {
    let resolve: unknown;
    let reject: unknown;
    const promise = new Promise((onValue, onError) => {
      resolve = onValue;
      reject = onError;
    });
    return { promise, resolve, reject };
  };
}

async function answerOnPort({ bundle, port }: { readonly bundle: string; readonly port: MessagePort }): Promise<void> {
  addWithResolvers();
  const { HeapSnapshot } = (await import(pathToFileURL(bundle).href)) as { HeapSnapshot: { SecondaryInitManager: new (port: MessagePort) => unknown } };
  new HeapSnapshot.SecondaryInitManager(port);
}

if (!isMainThread) void answerOnPort(workerData as { bundle: string; port: MessagePort });
