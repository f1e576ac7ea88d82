/** The last step: the cursor on the line, in a file that may have changed since. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SourceLocation } from '../../../analyzer/protocol/rows.ts';
import { closeEditors, heapline } from './heapline.ts';

describe('opening the source', () => {
  let folder: string;
  let file: string;
  before(async () => {
    await heapline();
    folder = mkdtempSync(join(tmpdir(), 'heapline source '));
    file = join(folder, 'server #1.js');
    writeFileSync(file, 'first\nsecond line\nthird\n');
  });
  after(async () => {
    await closeEditors();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (place: Partial<SourceLocation>): Promise<string> => {
    const location: SourceLocation = { url: `file://${file}`, file, line: 1, column: 1, mapped: false, label: 'server.js:1', owner: 'user', ...place };
    await vscode.commands.executeCommand('heapline.openSource', location);
    const editor = vscode.window.activeTextEditor;
    return editor ? `${editor.document.uri.fsPath === file ? '' : editor.document.uri.fsPath}${editor.selection.active.line + 1}:${editor.selection.active.character + 1}` : 'none';
  };

  it('puts the cursor on line and column', async () => assert.equal(await open({ line: 2, column: 8 }), '2:8'));
  it('stays inside a file that has become shorter', async () => {
    assert.equal(await open({ line: 2, column: 800 }), '2:12');
    assert.equal(await open({ line: 900, column: 5 }), '4:1');
  });
  it('takes a place without a column for the start of the line', async () => assert.equal(await open({ line: 3, column: 0 }), '3:1'));
  it('opens nothing for Node\'s own code, and does not wait for an answer', async () => {
    await closeEditors();
    assert.equal(await open({ file: null, url: 'node:events', owner: 'node', line: 12 }), 'none');
  });
  it('opens to the side when told', async () => {
    await open({ line: 1 });
    const location: SourceLocation = { url: file, file, line: 3, column: 1, mapped: false, label: '', owner: 'user' };
    await vscode.commands.executeCommand('heapline.openSourceBeside', { kind: 'culprit', location });
    assert.equal(vscode.window.tabGroups.all.length, 2);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 2);
  });
});
