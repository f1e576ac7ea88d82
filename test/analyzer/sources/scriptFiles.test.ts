/** From names of scripts to files. */
import assert from 'node:assert/strict';
import { findScriptFile, ownerOfUrl } from '../../../analyzer/src/sources/scriptFiles.ts';

const there = (...paths: string[]) => ({ read: () => null, exists: (path: string) => paths.includes(path) });
const settings = (workspaceFolders: string[], pathMappings: Record<string, string> = {}) => ({ workspaceFolders, pathMappings });

describe('findScriptFile', () => {
  it('takes the very path, of paths and file URLs', () => {
    assert.equal(findScriptFile('/app/server.js', there('/app/server.js'), settings([])), '/app/server.js');
    assert.equal(findScriptFile('file:///app/with%20blank.mjs', there('/app/with blank.mjs'), settings([])), '/app/with blank.mjs');
  });
  it('tries the workspace first, then mappings, the longest prefix first', () => {
    const files = there('/code/app/a.js', '/deep/b.js', '/shallow/lib/b.js', '/other/a.js');
    const mapped = settings(['/code/app'], { '/srv': '/shallow', '/srv/lib': '/deep', '/code/app': '/other' });
    assert.equal(findScriptFile('/code/app/a.js', files, mapped), '/code/app/a.js');
    assert.equal(findScriptFile('/srv/lib/b.js', files, mapped), '/deep/b.js');
    assert.equal(findScriptFile('/srv/lib/none.js', files, mapped), null);
  });
  it('does not take a mapping for half a folder name', () => {
    assert.equal(findScriptFile('/srvother/b.js', there('/x/other/b.js', '/xother/b.js'), settings([], { '/srv': '/x' })), null);
  });
  it('finds a container path by its end in the workspace, the longest end first', () => {
    const files = there('/code/src/index.js', '/code/index.js');
    assert.equal(findScriptFile('/usr/app/src/index.js', files, settings(['/code'])), '/code/src/index.js');
    assert.equal(findScriptFile('C:\\build\\src\\index.js', files, settings(['/code'])), '/code/src/index.js');
  });
  it("reads bundlers' names", () => {
    assert.equal(findScriptFile('webpack://my-app/./src/a.ts', there('/code/src/a.ts'), settings(['/code'])), '/code/src/a.ts');
    assert.equal(findScriptFile('webpack:///./src/a.ts?1f2e', there('/code/src/a.ts'), settings(['/code'])), '/code/src/a.ts');
  });
  it('has no file for what is none', () => {
    for (const url of ['node:fs', 'evalmachine.<anonymous>', '[eval]', 'https://example.com/a.js', '', '../../etc/passwd']) assert.equal(findScriptFile(url, there('/code/etc/none'), settings(['/code'])), null, url);
  });
});

describe('ownerOfUrl', () => {
  const cases = { 'node:internal/timers': 'node', '/app/node_modules/x/index.js': 'dependency', 'C:\\app\\node_modules\\x.js': 'dependency', '/app/server.js': 'user', '': 'v8' };
  for (const [url, owner] of Object.entries(cases)) it(`${url || '(no name)'} is ${owner}'s`, () => assert.equal(ownerOfUrl(url), owner));
});
