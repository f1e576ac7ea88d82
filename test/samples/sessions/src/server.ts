// A small server with a leak (see sessionStore.ts). Every request is a new visitor, as it is when clients send no cookies.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sessionFor } from './sessionStore.ts';

let visitors = 0;

const server = createServer((request, response) => {
  const session = sessionFor(++visitors);
  session.visit(request.url ?? '/');
  response.end(`hello, visitor ${session.id}\n`);
});

server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
