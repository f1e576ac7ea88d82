// The program whose snapshots the oracle tests compare: a bit of everything that V8 can put into a heap. Runs on Node 16 and later.
'use strict';
const { openSync, writeSync, closeSync } = require('node:fs');
const { EventEmitter } = require('node:events');
const inspector = require('node:inspector');
const v8 = require('node:v8');
const vm = require('node:vm');

const [variant, before, after] = process.argv.slice(2);

class Session {
  constructor(id) {
    this.id = id;
    this.ratio = id / 3;
    this.user = { name: 'user ' + id, tags: ['a' + id, 'b'], nested: { deep: { er: id } } };
  }
}
// Two classes of one name, in two places: two rows.
const twins = [class Twin { a = 1; }, class Twin { b = 2; }];

const sessions = new Map();
const weak = new WeakMap();
const emitter = new EventEmitter().setMaxListeners(0);
const strings = [];
const buffers = [];
const closures = [];
const realms = [];
const kept = { sessions, emitter, strings, buffers, closures, realms, symbols: [Symbol('planted')], big: [2n ** 70n], regexps: [/x+y/g], dates: [new Date(0)] };
const timer = setInterval(() => kept, 1e6);
timer.unref();

function grow(from, to) {
  for (let id = from; id < to; id++) {
    const session = new Session(id);
    sessions.set('key ' + id, session);
    weak.set(session, { note: 'about ' + id, session: new Session(-id) });
    const big = { payload: 'x'.repeat(id % 50) + id };
    closures.push(function remember() { return big; });
    emitter.on('event' + (id % 5), () => session);
    strings.push('left '.repeat(3) + id + ' and right ' + id, ('a long string of which a part is sliced off ' + id).slice(7));
    kept['key' + (id % 7)] = Object.assign(Object.create(null), { id, when: Date.now() });
    if (id % 100 === 0) {
      buffers.push(Buffer.alloc(5000 + id), new Float64Array(100), new SharedArrayBuffer(64));
      strings.push('lone \ud83d surrogate, "quotes", back\\slash, snow ☃ ' + id);
      kept.regexps.push(new RegExp('r' + id));
    }
    kept.symbols.push(new twins[id % 2]());
  }
  realms.push(vm.createContext({ from }), Promise.resolve(1).then(() => from), new Promise(() => {}));
}

function writePlain(path) {
  v8.writeHeapSnapshot(path);
}

/** From Node 22 on the chunks come after post() has returned; the answer comes after the last of them. */
async function writeThroughInspector(path, params) {
  const session = new inspector.Session();
  session.connect();
  const file = openSync(path, 'w');
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ params: { chunk } }) => writeSync(file, chunk));
  await new Promise((resolve, reject) => session.post('HeapProfiler.takeHeapSnapshot', params, (error) => (error ? reject(new Error(error.message)) : resolve())));
  closeSync(file);
  session.disconnect();
}

let allocations = null;
function startAllocations() {
  allocations = new inspector.Session();
  allocations.connect();
  allocations.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
}

async function write(path) {
  switch (variant) {
    case 'inspector': return writeThroughInspector(path, {});
    case 'numericValues': return writeThroughInspector(path, { captureNumericValue: true });
    case 'internals': return writeThroughInspector(path, { exposeInternals: true });
    default: return writePlain(path);
  }
}

async function main() {
  if (variant === 'allocations') startAllocations();
  grow(0, 3000);
  await write(before);
  for (let id = 0; id < 500; id++) sessions.delete('key ' + id);
  closures.length = 1000;
  grow(3000, 6000);
  await write(after);
  process.exit(kept === null ? 1 : 0);
}

void main();
