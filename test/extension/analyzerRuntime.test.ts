/** Which programs may run the analyzer: a Node.js of 20 or newer, and every other path is refused with its reason. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeaplineError } from '../../analyzer/protocol/errors.ts';
import { checkRuntime } from '../../extension/src/analyzerRuntime.ts';

describe('the Node.js for the analyzer', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'heapline-runtime-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('may be the one that runs this test', () => checkRuntime(process.execPath));

  const refused: readonly (readonly [what: string, path: () => string, message: RegExp])[] = [
    ['a path that leads nowhere', () => join(folder, 'none'), / names a file that is not there: .*none$/],
    ['a path that is not absolute', () => 'node', /^the setting heapline\.analyzer\.nodePath needs an absolute path, not node$/],
    ['a file that may not be run', () => program('plain.txt', 'text', 0o644), / names what may not be run: .*plain\.txt$/],
    ['a folder', () => folder, / names what may not be run: /],
    ['another program', () => program('other', '#!/bin/sh\necho 1.139.0\n'), / names no Node\.js: asked for its version, .*other says "1\.139\.0"$/],
    ['a program that fails', () => program('fails', '#!/bin/sh\nexit 3\n'), / names a program that fails \(Command failed: .*fails --version\): .*fails$/],
    ['a Node.js that is too old', () => program('old', '#!/bin/sh\necho v18.20.8\n'), / names Node\.js v18\.20\.8, but the analyzer needs 20 or newer: .*old$/],
  ];
  // Programs of this test are shell scripts.
  for (const [what, path, message] of process.platform === 'win32' ? refused.slice(0, 2) : refused) {
    it(`may not be ${what}`, async () => {
      await assert.rejects(checkRuntime(path()), (error) => error instanceof HeaplineError && error.code === 'runtimeUnusable' && message.test(error.message));
    });
  }

  function program(name: string, text: string, mode = 0o755): string {
    const path = join(folder, name);
    writeFileSync(path, text, { mode });
    return path;
  }
});
