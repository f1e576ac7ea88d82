/** What every part of the panel may use: the bridge, how numbers are shown, and what a row's actions do. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { NodeRow, SourceLocation } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import type { Analysis } from '../state/analysis.ts';
import type { DetailView } from '../state/savedState.ts';

export interface MenuItem {
  readonly label: string;
  readonly keys?: string;
  run(): void;
}

/** Items in groups; null draws a line. */
export type MenuItems = readonly (MenuItem | null)[];

export interface PanelTools {
  readonly ask: Bridge['ask'];
  /** The capture that the panel is about. */
  readonly handle: CaptureHandle;
  readonly totalBytes: number;
  /** The analysis of a capture that the panel shows rows of. */
  analysisOf(handle: CaptureHandle): Analysis;
  /** Whether what is missing is still to come. */
  readonly isComing: boolean;
  readonly showsPercent: boolean;
  readonly showsUnits: boolean;
  readonly widthsPx: Readonly<Record<string, number>>;
  setWidth(columnId: string, widthPx: number): void;
  openSource(location: SourceLocation, beside: boolean): void;
  copy(text: string): void;
  /** Goes to the object among its constructor's instances. */
  revealInSummary(node: NodeRow): void;
  /** Shows the lower pane and puts the focus into it. */
  focusDetail(view: DetailView): void;
  openSettings(): void;
  openMenu(x: number, y: number, items: MenuItems): void;
  /** Says it to screen readers. */
  announce(words: string): void;
  /** Shows a failure that has no place of its own. */
  showError(error: unknown): void;
}

export const PanelContext = createContext<PanelTools | null>(null);

export function usePanel(): PanelTools {
  return useContext(PanelContext)!;
}
