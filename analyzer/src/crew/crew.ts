/** Threads that read and analyse, so that whoever asks stays free: the session answers from what is ready meanwhile. */
import type { WorkContext } from '../base/workContext.ts';
import { newCancelFlag, startThread, type Thread } from '../threads/asking.ts';
import { runTask, type TaskName, type TaskParams, type TaskResult } from './tasks.ts';

export interface Crew {
  /** How many tasks can run at the same time. */
  readonly size: number;
  /** Runs a task as soon as a thread is free, first come, first served. Errors: those of the task, cancelled, outOfMemory. */
  run<Name extends TaskName>(task: Name, params: TaskParams<Name>, context: WorkContext): Promise<TaskResult<Name>>;
  close(): Promise<void>;
}

interface Member {
  thread: Thread | null;
  isBusy: boolean;
}

/** `size` threads, each started when first needed and again after its death. `programPath`: dist/analyzerCrew.js. */
export function createThreadCrew(programPath: string, size: number): Crew {
  const members: Member[] = Array.from({ length: size }, () => ({ thread: null, isBusy: false }));
  const waiting: ((member: Member) => void)[] = [];

  const takeFree = async (): Promise<Member> => {
    const free = members.find(({ isBusy }) => !isBusy);
    if (!free) return new Promise((resolve) => waiting.push(resolve));
    free.isBusy = true;
    return free;
  };
  /** Whoever waits longest gets the member at once, so that nobody who comes in between can. */
  const giveBack = (member: Member): void => {
    const next = waiting.shift();
    if (next) next(member);
    else member.isBusy = false;
  };

  return {
    size,
    async run(task, params, { cancel, report, arena = null }) {
      const member = await takeFree();
      try {
        cancel.throwIfCancelled();
        member.thread ??= startThread(programPath, { onEnd: () => void (member.thread = null) });
        return (await member.thread.ask(task, params, { cancelFlag: cancel.flag ?? newCancelFlag(), onProgress: report, arena })) as TaskResult<typeof task>;
      } finally {
        giveBack(member);
      }
    },
    async close() {
      await Promise.all(members.map(async ({ thread }) => thread?.terminate()));
    },
  };
}

/** The same crew, one task at a time: for work that is done before a second thread has begun. */
export function oneByOne(crew: Crew): Crew {
  let last: Promise<unknown> = Promise.resolve();
  return {
    size: 1,
    run(task, params, context) {
      const work = last.then(() => crew.run(task, params, context));
      last = work.catch(() => {}); // told to whoever asked
      return work;
    },
    close: () => crew.close(),
  };
}

/** Runs tasks on the thread that asks: for tests, and where there is no program for threads. */
export function createInlineCrew(): Crew {
  return {
    size: 1,
    async run(task, params, context) {
      return runTask(task, params, context);
    },
    async close() {},
  };
}
