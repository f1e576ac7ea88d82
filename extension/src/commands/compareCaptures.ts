/** Compare Captures: the two that are selected, the only two that there are, or two that the user picks. The older one is always the base. */
import * as vscode from 'vscode';
import { olderFirst, previousOf, type CaptureEntry } from '../captures/captureEntry.ts';
import { pickCapture } from '../captures/pickCapture.ts';
import { oneLine } from '../format.ts';
import type { Services } from '../services.ts';

export async function compareCaptures(services: Services, entry?: CaptureEntry, selected?: readonly CaptureEntry[]): Promise<void> {
  const pair = pairOf(selected ?? services.capturesView.selection) ?? pairOf(services.library.entries) ?? (await pickPair(services, entry));
  if (!pair) return;
  const [base, newer] = olderFirst(...pair);
  await services.editors.open({ path: newer.path, basePath: base.path });
}

type Pair = readonly [CaptureEntry, CaptureEntry];

function pairOf(entries: readonly CaptureEntry[]): Pair | undefined {
  const [first, second] = entries;
  return entries.length === 2 && first && second ? [first, second] : undefined;
}

async function pickPair({ library }: Services, entry: CaptureEntry | undefined): Promise<Pair | undefined> {
  const first = entry ?? (await pickCapture(library, vscode.l10n.t('Compare which capture?')));
  if (!first) return undefined;
  const second = await pickCapture(library, vscode.l10n.t('Compare {0} with which capture?', oneLine(first.label)), { without: first.path, first: previousOf(first, library.entries)?.path });
  return second && [first, second];
}
