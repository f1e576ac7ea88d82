// A listener is added for every request and never removed: each keeps the request's data.
'use strict';
const { EventEmitter } = require('node:events');
const http = require('node:http');

const ticker = new EventEmitter();
ticker.setMaxListeners(0);

function answer(request, response) {
  const report = { url: request.url, rows: Array.from({ length: 50 }, (_, row) => ({ row })) };
  ticker.on('tick', function onTick() {
    return report;
  });
  response.end('ok\n');
}

const server = http.createServer(answer);
server.listen(Number(process.env.PORT || 0), '127.0.0.1', () => console.log('listening on ' + server.address().port));
