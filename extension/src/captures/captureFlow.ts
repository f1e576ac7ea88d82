/** One capture as the user sees it: cost first, then progress that can be cancelled at every stage, then what to do with it. */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { HeaplineError } from '../../../analyzer/protocol/errors.ts';
import { abortSignalOf } from '../cancellation.ts';
import { writeCaptureInfo } from '../capture/captureFiles.ts';
import { collectScripts } from '../capture/collectScripts.ts';
import { estimateCapture } from '../capture/estimateCapture.ts';
import { takeSnapshot } from '../capture/takeSnapshot.ts';
import { confirmPauseMs } from '../config.ts';
import { formatBytes, formatDuration, oneLine } from '../format.ts';
import type { AttachedTarget, CaptureEstimate, CaptureStage, TargetThread } from '../inspector/target.ts';
import type { Services } from '../services.ts';
import { isSameTarget, previousOf, type CaptureEntry } from './captureEntry.ts';
import { followerFor } from './followCapture.ts';

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Takes a snapshot of the thread and lists it. Undefined: the user decided against it. Errors: those of the estimate and the capture. */
export async function captureThread(services: Services, target: AttachedTarget, thread: TargetThread): Promise<CaptureEntry | undefined> {
  const name = threadName(target, thread);
  const path = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Heap snapshot of {0}', name), cancellable: true },
    (progress, token) => capture(services, { target, thread, name }, progress, token),
  );
  if (path === undefined) return undefined;
  await services.library.refresh();
  await services.suspects.forgetChoice();
  return services.library.find(path);
}

/** Says that it is there, and offers the next steps; nobody has to answer. */
export async function offerNextSteps({ library, editors }: Services, entry: CaptureEntry): Promise<void> {
  const previous = previousOf(entry, library.entries);
  const compare = vscode.l10n.t('Compare with Previous');
  const open = vscode.l10n.t('Open');
  const text = vscode.l10n.t('Captured {0}: {1} in {2}.', oneLine(entry.label), formatBytes(entry.fileBytes, vscode.env.language), formatDuration(entry.durationMs ?? 0, vscode.env.language));
  const answer = await vscode.window.showInformationMessage(text, ...(previous ? [compare, open] : [open]));
  if (answer === compare && previous) await editors.open({ path: entry.path, basePath: previous.path });
  else if (answer === open) await editors.open({ path: entry.path, basePath: null });
}

interface Subject {
  readonly target: AttachedTarget;
  readonly thread: TargetThread;
  readonly name: string;
}

async function capture({ library, analyzer, log }: Services, { target, thread, name }: Subject, progress: Progress, token: vscode.CancellationToken): Promise<string | undefined> {
  progress.report({ message: stageText('estimating') });
  const takenAtMs = Date.now();
  const outputFile = await library.newPath(name, target.pid, takenAtMs);
  const { signal, dispose } = abortSignalOf(token);
  try {
    const estimate = await orCancelled(estimateCapture(target, thread, { outputDirectory: dirname(outputFile) }), signal);
    const cost = costText(estimate);
    log.info(`Capturing ${name}: ${cost}`);
    if (estimate.refusal !== null) throw new HeaplineError('captureRefused', estimate.refusal);
    progress.report({ message: cost });
    if (estimate.pauseMs >= confirmPauseMs() && !(await confirm(name, cost, token))) return undefined;
    let shown = 0;
    const taken = await takeSnapshot(thread, {
      outputFile,
      signal,
      estimate,
      follower: followerFor(outputFile, estimate, { ask: analyzer.ask, log }),
      onProgress({ stage, fraction }) {
        const percent = Math.floor(fraction * 100);
        progress.report({ message: vscode.l10n.t('{0} {1}% ({2})', stageText(stage), percent, cost), increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      },
    });
    const facts = { target: name, pid: target.pid, nodeVersion: target.nodeVersion, thread: thread.label };
    const number = library.entries.filter((entry) => isSameTarget(entry, { ...entry, ...facts })).length + 1;
    // A debug session's connection is shared with the debugger, which must stay enabled.
    const scripts = target.address.kind === 'webSocket' ? undefined : await collectScripts(thread);
    await writeCaptureInfo(outputFile, { ...facts, label: vscode.l10n.t('{0} #{1}', name, number), takenAtMs, fileBytes: taken.fileBytes, durationMs: taken.durationMs, scripts });
    return outputFile;
  } finally {
    dispose();
  }
}

/** Lets go of a question that the target may answer late or never. */
function orCancelled<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new HeaplineError('cancelled'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** A long pause is not for a stray click. A quick pick, not a dialog: it goes away by itself. */
async function confirm(name: string, cost: string, token: vscode.CancellationToken): Promise<boolean> {
  const now = { label: `$(device-camera) ${vscode.l10n.t('Capture Now')}`, detail: cost };
  const items = [now, { label: `$(close) ${vscode.l10n.t('Not Now')}` }];
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('The capture will pause {0} for a while.', name), ignoreFocusOut: true }, token)) === now;
}

/** What the capture will cost, on one line. */
function costText(estimate: CaptureEstimate): string {
  const bytes = (value: number): string => formatBytes(value, vscode.env.language);
  return [
    vscode.l10n.t('heap {0}', bytes(estimate.heapUsedBytes)),
    vscode.l10n.t('file about {0}', bytes(estimate.fileBytes)),
    vscode.l10n.t('pause about {0}', formatDuration(estimate.pauseMs, vscode.env.language)),
    estimate.freeDiskBytes === null ? '' : vscode.l10n.t('{0} of disk free', bytes(estimate.freeDiskBytes)),
    estimate.freeMemoryBytes === null ? '' : vscode.l10n.t('{0} of memory free', bytes(estimate.freeMemoryBytes)),
    estimate.cgroupHeadroomBytes === null ? '' : vscode.l10n.t('{0} below the cgroup limit', bytes(estimate.cgroupHeadroomBytes)),
  ].filter(Boolean).join(', ');
}

function stageText(stage: CaptureStage): string {
  switch (stage) {
    case 'estimating': return vscode.l10n.t('Estimating…');
    case 'collecting': return vscode.l10n.t('Collecting garbage…');
    case 'serializing': return vscode.l10n.t('Taking the snapshot…');
    case 'writing': return vscode.l10n.t('Writing…');
  }
}

function threadName(target: AttachedTarget, thread: TargetThread): string {
  return oneLine(thread === target.main ? target.label : thread.label, 80);
}
