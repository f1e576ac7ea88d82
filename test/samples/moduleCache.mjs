// A cache at the top of an ES module that nobody ever empties.
import { createServer } from 'node:http';

class Rendered {
  constructor(path) {
    this.path = path;
    this.body = { title: 'page ' + path, words: path.split('/') };
  }
}

const cache = {};

const server = createServer((request, response) => {
  cache[request.url] ??= new Rendered(request.url);
  response.end(cache[request.url].body.title);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log('listening on ' + server.address().port));
