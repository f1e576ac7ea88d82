/** The worker's side of the conversation: takes questions one after the other and answers each exactly once. */
import type { MessagePort } from 'node:worker_threads';
import { HeaplineError, toErrorData } from '../../protocol/errors.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import type { RequestContext, SessionHandlers } from './session.ts';
import type { WorkerMessage, WorkerQuestion } from './workerMessages.ts';

/** Progress that comes faster than this is dropped: nobody can see it. */
const PROGRESS_INTERVAL_MS = 50;

/** Answers the questions that arrive at `port` with `session`. A failing question never ends the thread. */
export function serveSession(session: SessionHandlers, port: MessagePort): void {
  port.on('message', (question: WorkerQuestion) => {
    const answer = (message: WorkerMessage): void => port.postMessage(message);
    try {
      const cancel = sharedCancelSignal(question.cancelFlag);
      cancel.throwIfCancelled(); // it may have waited in the queue for long
      const context: RequestContext = { cancel, report: throttled((stage, fraction) => answer({ id: question.id, type: 'progress', stage, fraction })) };
      const handler = session[question.method] as (params: unknown, context: RequestContext) => unknown;
      answer({ id: question.id, type: 'ok', result: handler(question.params, context) });
    } catch (thrown) {
      // Our own mistake: the stack is worth more than the message. It goes to the log of the analyzer process.
      if (!(foreseen(thrown) instanceof HeaplineError)) process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
      answer({ id: question.id, type: 'failed', error: toErrorData(foreseen(thrown)) });
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

function throttled(report: RequestContext['report']): RequestContext['report'] {
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
