/** A worker thread for tests of those who ask: it does what `params.act` says, whatever the method is. */
const { parentPort, threadId } = require('node:worker_threads');

const acts = {
  echo: ({ value }) => value,
  thread: () => threadId,
  /** Blocks the thread until it is cancelled. */
  spin({ flag }, cancelFlag) {
    if (flag) Atomics.store(flag, 0, 1);
    while (Atomics.load(cancelFlag, 0) === 0);
    throw { code: 'cancelled', message: 'cancelled' };
  },
  /** Blocks the thread until `flag[0]` is not 0 any more. */
  hold({ flag }) {
    Atomics.wait(flag, 0, 0);
    return threadId;
  },
  fail() {
    throw { code: 'malformedInput', message: 'expected a number', byteOffset: 5_000_000_000 };
  },
  exit() {
    process.exit(3);
  },
  crash() {
    setImmediate(() => {
      throw new Error('crashed on purpose');
    });
    return acts.keepSilent();
  },
  keepSilent: () => new Promise(() => {}),
  hoard() {
    for (const hoard = []; ; ) hoard.push({ hoard: [hoard.length] });
  },
};

parentPort.on('message', ({ id, params, cancelFlag }) => {
  const answer = (message) => parentPort.postMessage({ id, ...message });
  for (const fraction of params.fractions ?? []) answer({ type: 'progress', stage: 'Reading', fraction });
  try {
    const result = acts[params.act](params, cancelFlag);
    if (!(result instanceof Promise)) answer({ type: 'ok', result });
  } catch (error) {
    answer({ type: 'failed', error });
  }
});
