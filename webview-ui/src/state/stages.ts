/** What each part of the panel needs of the analysis, and in which order a page is shown until that is there. */
import { ANALYSIS_STAGES, type AnalysisStage } from '../../../analyzer/protocol/rows.ts';
import type { PanelPage } from '../../../analyzer/protocol/webviewMessages.ts';
import type { Sort } from './columns.ts';

/** Stage from which a page has anything to show. */
const STAGE_OF_PAGE: Readonly<Record<PanelPage, AnalysisStage>> = {
  summary: 'constructors',
  containment: 'constructors',
  statistics: 'references',
  comparison: 'complete',
  dominators: 'complete',
  suspects: 'complete',
};

/** Stage from which the pane below has anything to show: retainers and paths. */
export const STAGE_OF_DETAIL: AnalysisStage = 'references';

export function stageOfPage(page: PanelPage): AnalysisStage {
  return STAGE_OF_PAGE[page];
}

/** Whether stage `wanted` is there when `reached` is. */
export function reaches(reached: AnalysisStage, wanted: AnalysisStage): boolean {
  return ANALYSIS_STAGES.indexOf(reached) >= ANALYSIS_STAGES.indexOf(wanted);
}

/** Null after the last. */
export function nextStage(reached: AnalysisStage): Exclude<AnalysisStage, 'constructors'> | null {
  return reached === 'constructors' ? 'references' : reached === 'references' ? 'complete' : null;
}

/** Stage that brings the column's values. */
export function stageOfColumn(column: string): AnalysisStage {
  if (column === 'retainedBytes') return 'complete';
  return column === 'distance' ? 'references' : 'constructors';
}

/** The largest first by what is known from the start. */
const STAND_IN = { by: 'selfBytes', ascending: false } as const;

/** The order to show: the wanted one as soon as its column is there, by shallow size until then. */
export function sortAt<Key extends string>(wanted: Sort<Key>, stage: AnalysisStage): Sort<Key | 'selfBytes'> {
  return reaches(stage, stageOfColumn(wanted.by)) ? wanted : STAND_IN;
}
