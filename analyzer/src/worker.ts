/** Entry of the analyzer's worker thread: runs the session, so that the connection stays free to hear a cancel. */
import { parentPort, workerData } from 'node:worker_threads';
import { createHeapSession, type SessionOptions } from './session/heapSession.ts';
import { answerQuestions } from './threads/answering.ts';

if (!parentPort) throw new Error('analyzerWorker.js is started by analyzer.js');
answerQuestions(createHeapSession(workerData as SessionOptions), parentPort);
