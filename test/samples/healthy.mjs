// Not a leak: a cache of bounded size. Full after 100 different pages.
import { createServer } from 'node:http';

class Page {
  constructor(path) {
    this.path = path;
    this.parts = path.split('').map((letter) => ({ letter }));
  }
}

const MOST = 100;
const pages = new Map();

function pageFor(path) {
  const page = pages.get(path) ?? new Page(path);
  pages.delete(path);
  pages.set(path, page);
  if (pages.size > MOST) pages.delete(pages.keys().next().value);
  return page;
}

const server = createServer((request, response) => response.end(pageFor(request.url).path));
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log('listening on ' + server.address().port));
