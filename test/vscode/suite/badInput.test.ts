/** Files that are no captures: a typed error each, in words, and everything else goes on. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ErrorCode, HeaplineErrorData } from '../../../analyzer/protocol/errors.ts';
import type { Services } from '../../../extension/src/services.ts';
import { errorText } from '../../../extension/src/userErrors.ts';
import { closeEditors, heapline } from './heapline.ts';

describe('files that are no captures', () => {
  let services: Services;
  let folder: string;

  before(async () => {
    services = await heapline();
    folder = mkdtempSync(join(tmpdir(), 'heapline-bad-'));
  });
  after(async () => {
    await closeEditors();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases: readonly (readonly [name: string, contents: string, code: ErrorCode])[] = [
    ['empty', '', 'emptyFile'],
    ['text', 'this is no snapshot', 'unknownFormat'],
    ['other JSON', '{"version": 3, "sources": []}', 'unknownFormat'],
    ['cut', '{"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count","trace_node_id"],', 'truncatedInput'],
  ];
  for (const [name, contents, code] of cases) {
    it(`${name}: ${code}, as a sentence`, async () => {
      const path = join(folder, `${name}.heapsnapshot`);
      writeFileSync(path, contents);
      const error = await services.openCaptures.open(path).then(() => undefined, (thrown: HeaplineErrorData) => thrown);
      assert.ok(error, 'it was opened');
      assert.equal(error.code, code, error.message);
      assert.match(errorText({ code: error.code, message: error.message }), /^[A-Z].*\.$/);
    });
  }

  it('a missing file: fileNotReadable', async () => {
    await assert.rejects(services.openCaptures.open(join(folder, 'missing.heapsnapshot')), { code: 'fileNotReadable' });
  });

  it('a bad file opens as an editor that tells, and is not listed as a capture', async () => {
    const uri = vscode.Uri.file(join(folder, 'text.heapsnapshot'));
    await vscode.commands.executeCommand('heapline.openCaptureFile', uri);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, 'heapline.capture');
    assert.equal(services.library.find(uri.fsPath), undefined);
  });
});
