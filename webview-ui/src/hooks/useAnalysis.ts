/** The analysis of a capture for as long as a part of the page shows it. */
import { useLayoutEffect, useMemo, useReducer } from 'preact/hooks';
import type { AnalysisStage } from '../../../analyzer/protocol/rows.ts';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import type { Bridge } from '../bridge.ts';
import { createAnalysis, type Analysis, type AnalysisState } from '../state/analysis.ts';

/** Follows the capture's analysis, and draws again when it reaches a stage, stops or goes on; not for every percent. */
export function useAnalysis(bridge: Bridge, handle: CaptureHandle, stage: AnalysisStage): Analysis;
export function useAnalysis(bridge: Bridge, handle: CaptureHandle | undefined, stage: AnalysisStage | undefined): Analysis | null;
export function useAnalysis(bridge: Bridge, handle: CaptureHandle | undefined, stage: AnalysisStage | undefined): Analysis | null {
  const analysis = useMemo(() => (handle === undefined || stage === undefined ? null : createAnalysis(bridge, handle, stage)), [handle]);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    if (!analysis) return;
    let before = analysis.state();
    const stop = analysis.subscribe(() => {
      const now = analysis.state();
      if (now.stage !== before.stage || now.run !== before.run) draw(undefined as never);
      before = now;
    });
    analysis.goOn();
    return () => {
      stop();
      analysis.dispose();
    };
  }, [analysis]);
  return analysis;
}

/** Every change, percents too. */
export function useAnalysisState(analysis: Analysis | null): AnalysisState | null {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => analysis?.subscribe(() => draw(undefined as never)), [analysis]);
  return analysis?.state() ?? null;
}
