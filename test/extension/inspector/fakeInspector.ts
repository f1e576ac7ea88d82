/** A WebSocket that answers as an inspector would, and remembers what it was asked. */
import { WebSocketServer, type WebSocket } from 'ws';

export interface FakeInspector {
  readonly url: string;
  /** Methods in the order of their arrival. */
  readonly asked: string[];
  close(): Promise<void>;
}

export type Answer = object | 'silence' | 'hang up';

/** `answers` by method; a method without one is unknown to the target. */
export async function startFakeInspector(answers: Readonly<Record<string, Answer>>, onConnection: (socket: WebSocket) => void = () => {}, onAsked: (method: string, socket: WebSocket) => void = () => {}): Promise<FakeInspector> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const asked: string[] = [];
  server.on('connection', (socket) => {
    onConnection(socket);
    socket.on('message', (data) => {
      const { id, method } = JSON.parse((data as Buffer).toString('utf8')) as { id: number; method: string };
      asked.push(method);
      onAsked(method, socket); // events that come before the answer
      const answer = answers[method];
      if (answer === 'silence') return;
      if (answer === 'hang up') socket.terminate();
      else socket.send(JSON.stringify(answer ? { id, result: answer } : { id, error: { code: -32601, message: `'${method}' wasn't found` } }));
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as { port: number }).port}/x`,
    asked,
    close() {
      server.clients.forEach((client) => client.terminate());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What a target answers that runs somewhere else: the number belongs to no process here. */
export function identityAnswer(version: string): object {
  return { result: { type: 'string', value: JSON.stringify({ pid: 2 ** 30, parentPid: 1, version, executable: '/node', script: '/app/server.js', title: 'node' }) } };
}
