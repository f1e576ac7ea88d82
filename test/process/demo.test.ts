/** `npm run demo` finds the planted line in a terminal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

describe('npm run demo', () => {
  it('ends with success when the first suspect is the planted line', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['test/run/bootstrap.mjs', 'demo'], { cwd: join(__dirname, '../..'), encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /^1\. Session {2}test\/samples\/sessions\/src\/sessionStore\.ts:21$/m);
  });
});
