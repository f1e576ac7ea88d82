/** The answering side: takes questions as they come and answers each exactly once. */
import type { MessagePort } from 'node:worker_threads';
import { HeaplineError, toErrorData } from '../../protocol/errors.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import type { WorkContext } from '../base/workContext.ts';
import type { ThreadMessage, ThreadQuestion } from './messages.ts';

/** Progress that comes faster than this is dropped: nobody can see it. */
const PROGRESS_INTERVAL_MS = 50;

/** Methods by name. A handler that answers later leaves the thread free for other questions meanwhile. */
export type Handlers = Readonly<Record<string, (params: never, context: WorkContext) => unknown>>;

/** Answers the questions that arrive at `port`. A failing question never ends the thread. `onTurn` runs before each answer is made and after it is out. */
export function answerQuestions(handlers: Handlers, port: MessagePort, onTurn: { before?(): void; after?(): void } = {}): void {
  const answer = (message: ThreadMessage): void => port.postMessage(message);
  port.on('message', ({ id, method, params, cancelFlag, arena }: ThreadQuestion) => {
    const fail = (thrown: unknown): void => {
      // Our own mistake: the stack is worth more than the message. It goes to the log of the analyzer process.
      if (!(foreseen(thrown) instanceof HeaplineError)) process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
      answer({ id, type: 'failed', error: toErrorData(foreseen(thrown)) });
      onTurn.after?.();
    };
    try {
      onTurn.before?.();
      const cancel = sharedCancelSignal(cancelFlag);
      cancel.throwIfCancelled(); // it may have waited in the queue for long
      const context: WorkContext = { cancel, report: throttled((stage, fraction) => answer({ id, type: 'progress', stage, fraction })), arena };
      const succeed = (result: unknown): void => {
        answer({ id, type: 'ok', result });
        onTurn.after?.();
      };
      const result = handlers[method]!(params as never, context);
      if (result instanceof Promise) result.then(succeed).catch(fail);
      else succeed(result);
    } catch (thrown) {
      fail(thrown);
    }
  });
}

/** A heap larger than memory shows as a RangeError from a typed array: that is the machine's limit, not our mistake. */
function foreseen(thrown: unknown): unknown {
  if (thrown instanceof RangeError && /allocation failed|Invalid typed array length/.test(thrown.message)) {
    return new HeaplineError('outOfMemory', `Memory ran out: ${thrown.message}`, { cause: thrown });
  }
  return thrown;
}

function throttled(report: WorkContext['report']): WorkContext['report'] {
  let lastMs = 0;
  let lastStage = '';
  return (stage, fraction) => {
    const nowMs = performance.now();
    if (stage === lastStage && nowMs - lastMs < PROGRESS_INTERVAL_MS) return;
    lastMs = nowMs;
    lastStage = stage;
    report(stage, fraction);
  };
}
