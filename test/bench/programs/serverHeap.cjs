// What a server keeps: sessions with users and their last requests, listeners, timers, pending promises, a cache, metadata beside objects.
'use strict';
const { EventEmitter } = require('node:events');

class User {
  constructor(number) {
    this.id = number;
    this.name = `user ${number}`;
    this.email = `user${number}@example.org`;
    this.roles = number % 10 === 0 ? ['admin', 'editor'] : ['reader'];
    this.address = { street: `Street ${number % 997}`, city: CITIES[number % CITIES.length], position: { latitude: number / 1e3, longitude: -number / 1e3 } };
  }
}

class RequestRecord {
  constructor(number) {
    this.url = `/api/items/${number}?page=${number % 50}`;
    this.headers = new Map([['host', 'example.org'], ['x-request-id', `r-${number.toString(36)}`]]);
    this.startedAt = new Date(1.7e12 + number * 1e3);
    this.timing = { queuedMs: number % 7, workedMs: (number % 97) / 3 };
  }
}

class Session extends EventEmitter {
  constructor(number) {
    super();
    this.token = `${(number * 2654435761) % 4294967296}-${number}`;
    this.user = new User(number);
    this.requests = Array.from({ length: 1 + (number % 4) }, (_, index) => new RequestRecord(number * 4 + index));
    this.basket = { items: [{ sku: `A-${number}`, count: number % 5, price: number / 7 }], note: null };
    if (number % 3 === 0) this.on('message', (text) => this.requests.push(text));
    if (number % 8 === 0) this.upload = Buffer.alloc(64 + (number % 512), number % 256);
    if (number % 16 === 0) this.answer = new Promise((resolve) => (this.resolve = resolve)).then(() => this.user);
  }
}

/** A cache of the users seen last: a map and a doubly linked list. */
class RecentlyUsed {
  constructor() {
    this.entries = new Map();
    this.newest = null;
    this.oldest = null;
  }

  add(key, value) {
    const entry = { key, value, older: this.newest, newer: null };
    if (this.newest) this.newest.newer = entry;
    else this.oldest = entry;
    this.newest = entry;
    this.entries.set(key, entry);
    if (this.entries.size > RECENT_COUNT) this.drop();
  }

  drop() {
    this.entries.delete(this.oldest.key);
    this.oldest = this.oldest.newer;
    this.oldest.older = null;
  }
}

/** Longer lists would make VS Code's parser, whose dominators go round until nothing changes, look worse than it mostly is: 11 000 entries take it two minutes. */
const RECENT_COUNT = 100;
const CITIES = ['Aachen', 'Bergen', 'Calgary', 'Dakar', 'Esbjerg', 'Fukuoka', 'Ghent', 'Hobart'];

/** A session is about 50 nodes and 160 edges of a snapshot. */
exports.fillServer = function fillServer(sessionCount) {
  const server = { sessions: new Map(), recent: new RecentlyUsed(), metadata: new WeakMap(), counters: new Float64Array(1 << 12), leaked: [] };
  for (let number = 0; number < sessionCount; number++) {
    const session = new Session(number);
    server.sessions.set(session.token, session);
    server.recent.add(session.user.email, session.user);
    if (number % 64 === 0) server.metadata.set(session, { openedAt: new Date(1.7e12 + number), by: session.user });
  }
  return server;
};

/** The leak: finished requests that are never taken out, each with a closure over its session. Some sessions end meanwhile. */
exports.leakRequests = function leakRequests(server, requestCount) {
  const sessions = [...server.sessions.values()];
  for (let number = 0; number < requestCount; number++) {
    const session = sessions[number % sessions.length];
    const record = new RequestRecord(1e6 + number);
    server.leaked.push({ record, finish: () => session.emit('finished', record) });
  }
  for (const { token } of sessions.slice(0, Math.floor(sessions.length / 20))) server.sessions.delete(token);
};
