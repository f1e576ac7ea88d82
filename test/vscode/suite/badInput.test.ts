/** Files that are no captures: a typed error each, in words, and everything else goes on. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ERROR_SENTENCES, type ErrorCode, type HeaplineErrorData } from '../../../analyzer/protocol/errors.ts';
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

describe('errors in words', () => {
  const texts: readonly (readonly [HeaplineErrorData, RegExp])[] = [
    [{ code: 'emptyFile', message: 'The file is empty' }, /^The file is empty\. The process that wrote it/],
    [{ code: 'truncatedInput', message: 'the file ends inside "nodes"', byteOffset: 1234 }, /^The file ends too early\. The file ends inside "nodes" \(at byte 1234\)\. /],
    [{ code: 'captureRefused', message: 'the target will need about 900 MB more memory but its cgroup limit leaves 200 MB' }, /^Heapline did not take the capture: .*\. The target will need .* leaves 200 MB\.$/],
    [{ code: 'malformedInput', message: 'a name\nwith a\u202e trick' }, /\. A name with a trick\. /],
    [{ code: 'cancelled', message: '' }, /^Cancelled\.$/],
  ];
  for (const [data, text] of texts) it(data.code, () => assert.match(errorText(data), text));

  it('are sentences for every code there is', () => {
    for (const code of Object.keys(ERROR_SENTENCES) as ErrorCode[]) assert.match(errorText({ code, message: ERROR_SENTENCES[code] }), /^[A-Z][^]*\.$/, code);
  });
});
