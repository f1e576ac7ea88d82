// The leak is in a worker thread: jobs are queued there and never taken out.
'use strict';
const http = require('node:http');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

class Job {
  constructor(id) {
    this.id = id;
    this.steps = [{ id }, { id: id + 1 }];
  }
}

if (isMainThread) {
  const worker = new Worker(__filename);
  const waiting = new Map();
  let jobs = 0;
  worker.on('message', (id) => {
    waiting.get(id).end('queued\n');
    waiting.delete(id);
  });
  const server = http.createServer((request, response) => {
    waiting.set(++jobs, response);
    worker.postMessage(jobs);
  });
  server.listen(Number(process.env.PORT || 0), '127.0.0.1', () => console.log('listening on ' + server.address().port));
} else {
  const queue = [];
  parentPort.on('message', (id) => {
    queue.push(new Job(id));
    parentPort.postMessage(id);
  });
}
