/** The main job as a user does it, step by step: capture, load, capture, suspects, path, line. Shared by the UI tests. */
import { basename } from 'node:path';
import type { RunningSample } from '../../helpers/samples.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** Each is a visitor of its own: an object that leaks. */
export const REQUESTS = 800;
const CAPTURE_COMMAND = 'Heapline: Capture Heap Snapshot';

/** Captures the sample from the Command Palette, sends it load, captures it again. */
export async function captureAroundLoad(window: VsCodeWindow, sample: RunningSample): Promise<void> {
  await window.showHeapline();
  await window.runCommand(CAPTURE_COMMAND);
  await window.pick(`PID ${sample.child.pid}`);
  await capture(window, sample, 1).waitFor();
  await sample.drive(REQUESTS);
  await window.runCommand(CAPTURE_COMMAND); // the only attached program: no question
  await capture(window, sample, 2).waitFor();
}

const capture = (window: VsCodeWindow, sample: RunningSample, number: number) => window.rows('Captures').filter({ hasText: `#${number}` }).and(window.page.locator(`[aria-label*="PID ${sample.child.pid}"]`));

/** Waits until the first suspect is the class that leaks, with as many new objects as there were requests, and expands it. */
export async function expandSuspect(window: VsCodeWindow, className: string): Promise<void> {
  const suspect = window.rows('Suspicious Constructors').and(window.page.locator(`[aria-label^="Suspect 1: ${className}, +${REQUESTS} "]`));
  await suspect.waitFor();
  await window.expand(suspect);
}

/** Follows the retaining path of an instance to the planted line: expands it, clicks the step, and reads the cursor. */
export async function followPath(window: VsCodeWindow, planted: { readonly file: string; readonly line: number }): Promise<void> {
  const rows = window.rows('Suspicious Constructors');
  await window.expand(rows.and(window.page.locator('[aria-label^="Object "]')).first());
  const step = rows.and(window.page.locator(`[aria-label^="Step "][aria-label$="${basename(planted.file)}:${planted.line}"]`)).first();
  await step.click();
  await window.waitForCursor(basename(planted.file), planted.line);
}
