/**
 * Messages between the webview and the extension host. The webview asks (AskMessage) and gets exactly one answer for each
 * id; the host tells (TellMessage) without being asked.
 */
import type { HeaplineErrorData } from './errors.ts';
import type { AnalyzerRequests } from './requests.ts';
import type { AnalysisStage, HeapSummary, SourceLocation } from './rows.ts';
import type { CaptureHandle, NodeOrdinal, UnixMs } from './units.ts';

export type PanelPage = 'summary' | 'comparison' | 'containment' | 'dominators' | 'statistics' | 'suspects';

/** A capture that the user can choose from, open or not. */
export interface CaptureChoice {
  readonly path: string;
  readonly label: string;
  readonly takenAtMs: UnixMs;
}

/** Everything that the panel needs to start. */
export interface PanelState {
  readonly capture: HeapSummary;
  readonly label: string;
  /** Other captures to compare with, newest first. */
  readonly choices: readonly CaptureChoice[];
  /** Path of the capture of the same target before this one: what Comparison compares with unless another is chosen. Null when there is none. */
  readonly previousPath: string | null;
  /** What to show first, unless the panel comes back (after a reload, or from being hidden) and remembers where it was. */
  readonly show: PanelTarget;
  /** The user asked for `show` just now: it goes before what the panel remembers. */
  readonly isAsked: boolean;
}

/** Where in the panel to go. */
export interface PanelTarget {
  readonly page: PanelPage;
  /** For `comparison`: the older capture. */
  readonly base?: { readonly handle: CaptureHandle; readonly stage: AnalysisStage; readonly label: string };
  readonly classKey?: string;
  /** Select this object and show its retainers. */
  readonly node?: NodeOrdinal;
}

/** Questions that only the extension host can answer. */
export interface HostRequests {
  /** First question of every webview. */
  'panel/start': { params: null; result: PanelState };
  /** Opens the editor on the line. */
  'host/openSource': { params: { location: SourceLocation; beside: boolean }; result: null };
  /** Opens (if need be) another capture to compare with and gives its handle. */
  'host/openCapture': { params: { path: string }; result: HeapSummary };
  /** Shows the analyzer's settings. */
  'host/openSettings': { params: null; result: null };
  'host/copy': { params: { text: string }; result: null };
}

export type PanelRequests = AnalyzerRequests & HostRequests;
export type PanelMethod = keyof PanelRequests;

/** Webview → host. */
export type AskMessage = { readonly type: 'ask'; readonly id: number; readonly method: PanelMethod; readonly params: unknown } | { readonly type: 'cancel'; readonly id: number };

/** Host → webview, one for each ask. */
export type AnswerMessage =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly error: HeaplineErrorData };

/** Host → webview, unasked. */
export interface HostTells {
  /** Go there. */
  'panel/show': PanelTarget;
  /** The list of captures changed. */
  'panel/choices': { choices: readonly CaptureChoice[] };
  /** Something long is going on; `fraction` null when it ended. */
  'panel/progress': { stage: string; fraction: number | null };
  /** How far the panel's `heap/wait` for this capture is, 0 … 1. */
  'panel/analysis': { handle: CaptureHandle; stage: AnalysisStage; fraction: number };
}
export type TellMessage = { [T in keyof HostTells]: { readonly type: 'tell'; readonly topic: T; readonly value: HostTells[T] } }[keyof HostTells];

export type HostMessage = AnswerMessage | TellMessage;
