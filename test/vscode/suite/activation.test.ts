/** The extension in a real VS Code: it activates, and everything that the manifest promises is there. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION_ID, heapline } from './heapline.ts';

describe('activation', () => {
  before(heapline);

  it('registers every command of the manifest', async () => {
    const manifest = vscode.extensions.getExtension(EXTENSION_ID)!.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
    assert.ok(manifest.contributes.commands.length > 20);
  });

  it('starts no analyzer before the first question', async () => {
    const { analyzer } = await heapline();
    assert.equal(analyzer.pid, undefined);
  });

  it('shows its three views', async () => {
    for (const view of ['targets', 'captures', 'suspects']) await vscode.commands.executeCommand(`heapline.${view}.focus`);
  });
});
