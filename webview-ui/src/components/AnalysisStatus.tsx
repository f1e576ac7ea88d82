/** How the analysis is going: a bar at the top, words at the bottom with a way to stop it and to go on, a note where something waits for it. */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { AnalysisStage } from '../../../analyzer/protocol/rows.ts';
import { useAnalysisState } from '../hooks/useAnalysis.ts';
import type { Analysis, AnalysisState } from '../state/analysis.ts';
import { nextStage } from '../state/stages.ts';
import { text } from '../strings.ts';
import { Button, ProgressBar } from './elements.ts';
import { Icon } from './Icon.tsx';
import { ErrorNote, messageOf } from './Notices.tsx';
import { usePanel } from './panelContext.ts';

/** The capture of the panel, and the one that it is compared with. */
export interface Analyses {
  readonly capture: Analysis;
  readonly base: Analysis | null;
}

/** The first that has something to come: one line says one thing. */
function unfinished({ capture, base }: Analyses): Analysis | null {
  return [capture, base].find((analysis) => analysis && analysis.state().run !== 'done') ?? null;
}

export function AnalysisBar({ analyses }: { readonly analyses: Analyses }): VNode | null {
  const state = useAnalysisState(unfinished(analyses));
  return state?.run === 'running' ? <ProgressBar fraction={state.fraction} label={text('analysisLabel')} /> : null;
}

/** `onGone`: the button is about to go and has the focus. */
export function AnalysisStatus({ analyses, onGone }: { readonly analyses: Analyses; onGone(): void }): VNode {
  const analysis = unfinished(analyses);
  const state = useAnalysisState(analysis);
  const isRunning = state?.run === 'running';
  return (
    <div class="analysis">
      {/* There before its words are: a screen reader hears of changes only. Percents are the bar's to say. */}
      <span class="analysis-words" role="status" aria-live="polite">
        {state && <StateWords state={state} isBase={analysis === analyses.base} />}
      </span>
      {isRunning && state.fraction !== null && (
        <span class="analysis-share" aria-hidden="true">
          {text('percent', Math.floor(state.fraction * 100))}
        </span>
      )}
      {analysis && state && <StopButton analysis={analysis} run={state.run} onGone={onGone} />}
    </div>
  );
}

/** One element with several meanings, so that it keeps the focus when it is pressed. */
function StopButton({ analysis, run, onGone }: { readonly analysis: Analysis; readonly run: AnalysisState['run']; onGone(): void }): VNode {
  const button = useRef<HTMLButtonElement>(null);
  const gone = useRef(onGone);
  gone.current = onGone;
  useLayoutEffect(() => () => void (document.activeElement === button.current && gone.current()), []);
  return (
    <button ref={button} type="button" class="link" aria-label={run === 'running' ? text('cancelAnalysis') : undefined} onClick={run === 'running' ? analysis.stop : analysis.goOn}>
      {text(run === 'running' ? 'cancel' : run === 'failed' ? 'retry' : 'continueAnalysis')}
    </button>
  );
}

function StateWords({ state: { run, stage, error }, isBase }: { readonly state: AnalysisState; readonly isBase: boolean }): VNode {
  const next = nextStage(stage);
  const words = run === 'running' && next ? text(`coming.${next}`) : run === 'stopped' ? text('analysisStopped') : text('analysisFailed', messageOf(error));
  return (
    <>
      <Icon name={run === 'running' ? 'loading' : run === 'stopped' ? 'circle-slash' : 'error'} extraClass={run === 'running' ? 'codicon-modifier-spin' : run === 'failed' ? 'error-icon' : ''} />
      <span class="analysis-text" title={words}>
        {isBase ? text('ofBase', words) : words}
      </span>
    </>
  );
}

interface WaitingNoteProps {
  readonly analysis: Analysis;
  /** What is waited for. */
  readonly stage: AnalysisStage;
  readonly isBase?: boolean;
}

/** Stands where a later stage will show something: what is missing, and the way on when nothing comes by itself. */
export function WaitingNote({ analysis, stage, isBase = false }: WaitingNoteProps): VNode {
  const { openSettings } = usePanel();
  const { run, error, fraction, stage: reached } = useAnalysisState(analysis)!;
  if (run === 'failed') return <ErrorNote error={error} onRetry={analysis.goOn} onSettings={openSettings} />;
  const words = stage === 'references' ? text('waiting.references') : text('waiting.complete');
  return (
    <div class="empty-note waiting-note">
      <p>
        {run === 'stopped' ? text('stoppedBefore') : isBase ? text('ofBase', words) : words}
        {run === 'running' && fraction !== null && nextStage(reached) === stage && <span aria-hidden="true"> {text('percent', Math.floor(fraction * 100))}</span>}
      </p>
      {run === 'stopped' && <Button onClick={analysis.goOn}>{text('continueAnalysis')}</Button>}
    </div>
  );
}
