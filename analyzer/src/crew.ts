/** Entry of a thread of the crew: one task at a time. What a task leaves behind is collected before the next begins. */
import { parentPort } from 'node:worker_threads';
import { runTask, TASK_NAMES } from './crew/tasks.ts';
import { closeAllIndexed } from './indexFile/openIndexed.ts';
import { answerQuestions, type Handlers } from './threads/answering.ts';
import { releaseMemory, releaseMemorySoon } from './threads/releaseMemory.ts';

if (!parentPort) throw new Error('analyzerCrew.js is started by the analyzer');
const handlers: Handlers = Object.fromEntries(TASK_NAMES.map((name) => [name, (params: never, context) => runTask(name, params, context)]));
answerQuestions(handlers, parentPort, {
  before: releaseMemory,
  after() {
    closeAllIndexed();
    releaseMemorySoon();
  },
});
