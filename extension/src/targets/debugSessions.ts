/** Running JavaScript debug sessions, which hand out their own connection to the target: no second inspector is needed. */
import * as vscode from 'vscode';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import type { TargetAddress } from '../inspector/target.ts';

export interface DebugSessions extends vscode.Disposable {
  /** Sessions that have a target of their own. js-debug's first session is only the parent of those. */
  readonly withTarget: readonly vscode.DebugSession[];
}

/** js-debug's session types for Node.js; its sessions for targets carry `pwa-node` whatever the launch configuration says. */
const NODE_SESSION = /^(pwa-)?node(-terminal)?$/;

/** VS Code tells of sessions that start and end, not of those that run: so this listens from activation on. */
export function trackDebugSessions(): DebugSessions {
  const running = new Set<vscode.DebugSession>();
  const add = (session: vscode.DebugSession | undefined): void => {
    if (session && NODE_SESSION.test(session.type)) running.add(session);
  };
  add(vscode.debug.activeDebugSession);
  const listening = vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession(add),
    vscode.debug.onDidChangeActiveDebugSession(add),
    vscode.debug.onDidTerminateDebugSession((session) => running.delete(session)),
  );
  return {
    get withTarget() {
      return [...running].filter(({ parentSession }) => parentSession !== undefined);
    },
    dispose: () => void listening.dispose(),
  };
}

/** Where js-debug's proxy for the session listens. Errors: connectionFailed. */
export async function debugSessionAddress(session: vscode.DebugSession): Promise<TargetAddress> {
  const proxy = await vscode.commands.executeCommand<{ host: string; port: number; path: string } | undefined>('extension.js-debug.requestCDPProxy', session.id);
  if (!proxy) throw new HeaplineError('connectionFailed', vscode.l10n.t('The debug session "{0}" does not share its connection', session.name));
  const host = proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host;
  return { kind: 'webSocket', url: `ws://${host}:${proxy.port}${proxy.path.startsWith('/') ? '' : '/'}${proxy.path}` };
}
