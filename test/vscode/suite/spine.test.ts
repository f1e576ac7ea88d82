/** The main job in a real VS Code with a real leaky program: attach, capture twice, suspects, the cursor on the planted line. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ProcessRow } from '../../../extension/src/inspector/target.ts';
import type { Services } from '../../../extension/src/services.ts';
import type { SuspectTreeNode } from '../../../extension/src/views/suspectNodes.ts';
import { plantedLine, startSample, type RunningSample } from '../../helpers/samples.ts';
import { childrenOf, closeEditors, drawn, eventually, heapline } from './heapline.ts';

describe('from a running program to the line', function () {
  this.timeout(120_000);
  let services: Services;
  let sample: RunningSample;
  const paths: string[] = [];

  before(async () => {
    services = await heapline();
    sample = await startSample('calcServer', process.versions.electron ? { node: 'node' } : {});
    // What the extension host starts counts as the editor's own.
    await vscode.workspace.getConfiguration('heapline').update('targets.showEditorProcesses', true, vscode.ConfigurationTarget.Global);
  });

  after(async () => {
    await closeEditors();
    await services.registry.detachAll();
    await sample.stop();
    for (const entry of services.library.entries.filter(({ path }) => paths.includes(path))) await services.library.remove(entry);
    await vscode.workspace.getConfiguration('heapline').update('targets.showEditorProcesses', undefined, vscode.ConfigurationTarget.Global);
  });

  const processNode = async (): Promise<{ kind: 'process'; process: ProcessRow }> => {
    await services.targetsView.refresh();
    const roots = await childrenOf(services.targetsView.provider);
    const node = roots.find((root) => root.kind === 'process' && root.process.pid === sample.child.pid);
    assert.ok(node?.kind === 'process', 'the program is not in the view');
    return node;
  };

  it('lists the program, attaches, and shows that it did', async () => {
    const node = await processNode();
    assert.match(await drawn(services.targetsView.provider, node), /^calcServer\.cjs \| PID \d+ · /);
    await vscode.commands.executeCommand('heapline.attachToProcess', node);
    assert.deepEqual(services.registry.attached.map(({ pid }) => pid), [sample.child.pid]);
    const [first] = await childrenOf(services.targetsView.provider);
    assert.equal(first?.kind, 'attached');
  });

  it('captures without asking when one program is attached, and lists the captures', async () => {
    await sample.drive(300);
    for (const requests of [1500, 0]) {
      const path = await vscode.commands.executeCommand<string>('heapline.captureHeapSnapshot');
      assert.ok(path && existsSync(path), 'no capture was written');
      paths.push(path);
      await sample.drive(requests);
    }
    const entries = await childrenOf(services.capturesView.provider);
    assert.deepEqual(entries.slice(0, 2).map(({ path }) => path), [...paths].reverse());
    assert.match(await drawn(services.capturesView.provider, entries[0]!), /^calcServer\.cjs #2 \| [\d.]+ MB · .* · PID \d+$/);
    assert.deepEqual(readdirSync(dirname(paths[0]!)).filter((name) => name.endsWith('.part')), []);
  });

  it('names the suspect, and a click on a step of its path puts the cursor on the planted line', async () => {
    const provider = services.suspectsView.provider;
    await services.suspects.refresh();
    assert.equal(services.suspects.state.kind, 'ready');
    const [first] = await childrenOf(provider);
    assert.ok(first?.kind === 'suspect');
    assert.match(await drawn(provider, first), /^Client \| \+1[,.]?5\d\d · /);
    const planted = plantedLine('calcServer')!;
    const children = await childrenOf(provider, first);
    const instance = children.find(({ kind }) => kind === 'instance');
    assert.ok(instance, 'the suspect shows no instance');
    const steps = (await childrenOf(provider, instance)).filter((step): step is Extract<SuspectTreeNode, { kind: 'step' }> => step.kind === 'step');
    const culprit = steps.find(({ step }) => step.location?.file === planted.file && step.location.line === planted.line);
    assert.ok(culprit, `no step leads to ${planted.file}:${planted.line}: ${JSON.stringify(steps.map(({ step }) => [step.words, step.location?.label]))}`);
    const item = await provider.getTreeItem(culprit);
    await vscode.commands.executeCommand(item.command!.command, ...(item.command!.arguments ?? []));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, planted.file);
    assert.equal(editor.selection.active.line, planted.line - 1);
  });

  it('ignores a suspect, and names it again when told', async () => {
    const provider = services.suspectsView.provider;
    const [first] = await childrenOf(provider);
    assert.ok(first?.kind === 'suspect');
    const name = first.suspect.className;
    const names = (): string[] => (services.suspects.state.kind === 'ready' ? services.suspects.state.report.suspects.map(({ className }) => className) : ['not ready']);
    await vscode.commands.executeCommand('heapline.ignoreSuspect', first);
    await eventually('the suspect to go', () => services.suspects.state.kind === 'ready' && !names().includes(name));
    await vscode.workspace.getConfiguration('heapline').update('suspects.ignoredClasses', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually('the suspect to come back', () => names().includes(name));
  });

  it('opens the comparison of the two captures in one panel', async () => {
    const entries = await childrenOf(services.capturesView.provider);
    await vscode.commands.executeCommand('heapline.compareCaptures', entries[0], entries.slice(0, 2));
    const tab = await eventually('the panel', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    assert.ok(tab.input instanceof vscode.TabInputCustom);
    assert.equal(tab.input.viewType, 'heapline.capture');
    assert.equal(tab.input.uri.fsPath, paths[1]);
    assert.equal(new URLSearchParams(tab.input.uri.query).get('base'), paths[0]);
  });

  it('starts the analyzer again after it died', async () => {
    const { pid } = services.analyzer;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    // An open panel asks again at once, so the next one may be there before we look.
    await eventually('the news of its death', () => services.analyzer.pid !== pid);
    const summary = await services.openCaptures.open(paths[0]!);
    assert.ok(summary.nodeCount > 10_000);
    assert.notEqual(services.analyzer.pid, pid);
  });

  it('detaches and leaves the program running without an inspector', async () => {
    const [node] = await childrenOf(services.targetsView.provider);
    await vscode.commands.executeCommand('heapline.detach', node);
    assert.deepEqual(services.registry.attached, []);
    const { process: row } = await processNode();
    assert.equal(row.inspector, null);
    await sample.drive(10);
  });
});
