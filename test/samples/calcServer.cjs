// A listener that is added once and captures an array that only grows: the walkthrough of many a tutorial on Node.js leaks.
'use strict';
const http = require('node:http');

class Client {
  constructor(address) {
    this.address = address;
    this.history = [1, 2, 3].map((n) => ({ n, square: n * n }));
  }
}

function startCalculator() {
  const clients = [];
  process.on('SIGHUP', function cleanup() {
    clients.length = 0;
  });
  return (address) => clients.push(new Client(address));
}

const connect = startCalculator();
const server = http.createServer((request, response) => {
  connect(request.socket.remoteAddress + ':' + request.url);
  response.end('4\n');
});
server.listen(Number(process.env.PORT || 0), '127.0.0.1', () => console.log('listening on ' + server.address().port));
