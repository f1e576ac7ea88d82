/** The targets that we are attached to. Leaves each as it was found: on detach, and when the window closes. */
import * as vscode from 'vscode';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { attach } from '../inspector/attach.ts';
import type { AttachedTarget, TargetAddress, TargetThread } from '../inspector/target.ts';
import { logError, type Log } from '../log.ts';
import { abortSignalOf } from '../cancellation.ts';

export interface TargetRegistry extends vscode.Disposable {
  /** In the order of attaching. */
  readonly attached: readonly AttachedTarget[];
  /** A target came or went, or one of its threads did. */
  readonly onDidChange: vscode.Event<void>;
  /** The one that is attached already, or a new connection. Errors: those of attach(). */
  attach(address: TargetAddress, token?: vscode.CancellationToken): Promise<AttachedTarget>;
  detach(target: AttachedTarget): Promise<void>;
  /** Detaches from all, for the end of the window. */
  detachAll(): Promise<void>;
  targetOf(thread: TargetThread): AttachedTarget | undefined;
}

export function createTargetRegistry(log: Log): TargetRegistry {
  const changed = new vscode.EventEmitter<void>();
  const attached: AttachedTarget[] = [];
  /** Two clicks on the same target share one attempt. */
  const attaching = new Map<string, Promise<AttachedTarget>>();

  const forget = (target: AttachedTarget): void => {
    const index = attached.indexOf(target);
    if (index < 0) return;
    attached.splice(index, 1);
    changed.fire();
  };

  const connect = async (address: TargetAddress, token?: vscode.CancellationToken): Promise<AttachedTarget> => {
    const { signal, dispose } = abortSignalOf(token);
    try {
      const target = await attach(address, { signal });
      // The same process, reached by its PID and by its port. A debug session's connection is another thing.
      const twin = !target.isLocal || address.kind === 'webSocket' ? undefined : attached.find((known) => known.isLocal && known.pid === target.pid && known.address.kind !== 'webSocket');
      if (twin) {
        await target.detach();
        return twin;
      }
      attached.push(target);
      target.onThreadsChanged(() => changed.fire());
      target.onEnded((reason) => {
        log.info(`${target.label} (${target.pid ?? '?'}): ${reason}`);
        forget(target);
      });
      log.info(`Attached to ${target.label} (${target.pid ?? '?'}, Node ${target.nodeVersion})`);
      changed.fire();
      return target;
    } finally {
      dispose();
    }
  };

  const detach = async (target: AttachedTarget): Promise<void> => {
    forget(target);
    await target.detach();
    log.info(`Detached from ${target.label} (${target.pid ?? '?'})`);
  };

  return {
    attached,
    onDidChange: changed.event,
    async attach(address, token) {
      const key = JSON.stringify(address);
      const known = attached.find((target) => JSON.stringify(target.address) === key || (address.kind === 'pid' && target.pid === address.pid));
      if (known) return known;
      const running = attaching.get(key) ?? connect(address, token).finally(() => attaching.delete(key));
      attaching.set(key, running);
      const target = await running;
      if (token?.isCancellationRequested) throw new HeaplineError('cancelled');
      return target;
    },
    detach,
    async detachAll() {
      const ends = await Promise.allSettled([...attached].map(detach));
      for (const end of ends) if (end.status === 'rejected') logError(log, 'Detaching', end.reason);
    },
    targetOf: (thread) => attached.find((target) => target.threads().includes(thread)),
    dispose() {
      changed.dispose();
    },
  };
}
