/** What the tests inside VS Code share: the activated extension, waiting, and what the window shows. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Services } from '../../../extension/src/services.ts';

export const EXTENSION_ID = 'heapline.heapline';

/** The objects that activate() built. */
export async function heapline(): Promise<Services> {
  const extension = vscode.extensions.getExtension<Services | undefined>(EXTENSION_ID);
  assert.ok(extension, 'the extension is not installed');
  const services = await extension.activate();
  assert.ok(services, 'the extension hands its services to tests only; is this a test host?');
  return services;
}

/** Asks until there is an answer other than undefined and false. */
export async function eventually<Value>(what: string, ask: () => Value | undefined | false | Promise<Value | undefined | false>, timeoutMs = 20_000): Promise<Value> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined && value !== false) return value;
    assert.ok(Date.now() < deadlineMs, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Children of a node as the view would list them. */
export async function childrenOf<Node>(provider: vscode.TreeDataProvider<Node>, node?: Node): Promise<Node[]> {
  return (await provider.getChildren(node)) ?? [];
}

/** `label | description` of a node, as the view draws it. */
export async function drawn<Node>(provider: vscode.TreeDataProvider<Node>, node: Node): Promise<string> {
  const { label, description } = await provider.getTreeItem(node);
  return [typeof label === 'string' ? label : label?.label, description].filter(Boolean).join(' | ');
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
