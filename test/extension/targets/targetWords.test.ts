/** What a process is called. */
import assert from 'node:assert/strict';
import { commandText, processName } from '../../../extension/src/targets/targetWords.ts';

describe('processName', () => {
  const names: readonly (readonly [string, string])[] = [
    ['node server.js', 'server.js'],
    ['/usr/local/bin/node --inspect=0 --max-old-space-size=200 ./src/worker.mjs --port 80', 'worker.mjs'],
    ['node -r dotenv/config --import tsx /app/api.ts', 'api.ts'],
    ['node dist/index.js', 'dist/index.js'],
    ['node index.js', 'index.js'],
    ['node /srv/shop/app.js', 'shop/app.js'],
    ['node -e setInterval(()=>{},1000)', 'node -e'],
    ['node', 'node'],
    ['node --prof', 'node'],
    ['C:\\Program_Files\\nodejs\\node.exe C:\\work\\api.js', 'api.js'],
    ['node C:\\work\\shop\\main.js', 'shop/main.js'],
  ];
  for (const [line, name] of names) it(`${line}: ${name}`, () => assert.equal(processName({ commandLine: line.split(' ') }), name));

  it('has a name for an empty command line', () => assert.equal(processName({ commandLine: [] }), ''));
  it('leaves out the folder of the program in the command', () => assert.equal(commandText({ commandLine: ['/opt/node/bin/node', '--prof', '/app/x.js'] }), 'node --prof /app/x.js'));
});
