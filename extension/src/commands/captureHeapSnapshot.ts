/** Capture Heap Snapshot: of the given target or thread, of the only attached one, or of one that the user picks. */
import * as vscode from 'vscode';
import { captureThread, offerNextSteps } from '../captures/captureFlow.ts';
import { oneLine } from '../format.ts';
import type { AttachedTarget, TargetThread } from '../inspector/target.ts';
import type { Services } from '../services.ts';
import { attachWithProgress } from '../targets/attachWithProgress.ts';
import { pickTarget } from '../targets/pickTarget.ts';
import { processName } from '../targets/targetWords.ts';
import type { TargetNode } from '../views/targetNodes.ts';

/** The capture's path, for callers from other extensions and tests; undefined when the user went back on it. */
export async function captureHeapSnapshot(services: Services, node?: TargetNode): Promise<string | undefined> {
  const subject = node ? await subjectOf(services, node) : await pickSubject(services);
  if (!subject) return undefined;
  const entry = await captureThread(services, subject.target, subject.thread);
  if (!entry) return undefined;
  await services.capturesView.reveal(entry);
  void offerNextSteps(services, entry);
  return entry.path;
}

interface Subject {
  readonly target: AttachedTarget;
  readonly thread: TargetThread;
}

async function subjectOf({ registry }: Services, node: TargetNode): Promise<Subject> {
  if (node.kind === 'thread') return { target: node.target, thread: node.thread };
  const target = node.kind === 'attached' ? node.target : await attachWithProgress(registry, { kind: 'pid', pid: node.process.pid }, processName(node.process));
  return { target, thread: target.main };
}

async function pickSubject(services: Services): Promise<Subject | undefined> {
  const { attached } = services.registry;
  const target = attached.length === 1 ? attached[0] : await pickTarget(services, vscode.l10n.t('Capture a heap snapshot of which program?'));
  const thread = target && (await pickThread(target));
  return target && thread && { target, thread };
}

async function pickThread(target: AttachedTarget): Promise<TargetThread | undefined> {
  const threads = target.threads();
  if (threads.length < 2) return target.main;
  const items = threads.map((thread) => ({ label: thread === target.main ? vscode.l10n.t('Main thread') : oneLine(thread.label), description: oneLine(thread.url ?? ''), thread }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Capture which thread?') }))?.thread;
}
