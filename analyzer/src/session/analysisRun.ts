/**
 * An analysis that goes on behind the questions: what is known at each stage, who waits for what, how it is stopped and gone on with.
 * Its passes are in analysisPasses.ts.
 */
import { ANALYSIS_STAGES, type AnalysisStage } from '../../protocol/rows.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { WorkContext } from '../base/workContext.ts';
import { openAnalysis, type AnalysisColumns, type HeapAnalysis, type PartialAnalysis } from '../analysis/heapAnalysis.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
import { newCancelFlag } from '../threads/asking.ts';
import { releaseMemorySoon } from '../threads/releaseMemory.ts';
import { findConstructors, startPasses, type PassStep } from './analysisPasses.ts';
import { untilCancelled } from './untilCancelled.ts';
import { regionFor, type Workplace } from './workplace.ts';

export interface AnalysisRun {
  readonly stage: AnalysisStage;
  /** What is known at this stage. A new object at each. */
  readonly analysis: PartialAnalysis;
  /** What `analysis` reads, as plain data. */
  readonly columns: AnalysisColumns;
  /** What is known once `stage` is reached; goes on with a stopped run. Errors: those of the analysis, cancelled. */
  wait(stage: AnalysisStage, context: WorkContext): Promise<PartialAnalysis>;
  /** The same for the last stage and the dominator tree top down, which comes behind it. */
  waitForAll(context: WorkContext): Promise<HeapAnalysis>;
  /** The same with what leads retaining paths where distances don't, which comes last. */
  waitForPaths(context: WorkContext): Promise<HeapAnalysis>;
  /** The same columns in another place. */
  replaceColumns(columns: AnalysisColumns): void;
  /** Ends what runs; what is reached stays. Answers once nothing runs any more. */
  stop(): Promise<void>;
}

/** The work from the first to the last stage, in progress. */
interface Rest {
  readonly references: Promise<void>;
  readonly complete: Promise<void>;
  readonly all: Promise<void>;
  readonly paths: Promise<void>;
  /** No task runs any more, whatever came of them. */
  readonly ended: Promise<unknown>;
  readonly cancelFlag: Int32Array;
}

/** Runs the first stage, and starts the others; `onAll` hears when all is known, and how paths lead where distances don't, at whatever attempt. Errors: cancelled, outOfMemory. */
export async function startAnalysis(place: Workplace, heap: HeapColumns, context: WorkContext, onAll: () => void = () => {}): Promise<AnalysisRun> {
  const first = await findConstructors(place, heap, context);
  let stage: AnalysisStage = 'constructors';
  let analysis: PartialAnalysis = openAnalysis(first);
  let columns: AnalysisColumns = first;
  let rest: Rest | null = null;
  const listeners = new Set<ReportProgress>();

  /** Takes what was found for what is known; once the edges are on disk, what was opened over memory is opened anew. */
  const reach = (reached: AnalysisStage, found: Partial<AnalysisColumns>): void => {
    const before = columns;
    columns = { ...columns, ...found };
    analysis = openAnalysis(columns);
    if (isBefore(stage, reached)) stage = reached;
    place.releaseWhenIdle(before, columns);
  };
  const goOn = (): Rest => {
    place.keepOnly(columns); // what an earlier attempt left
    const cancelFlag = newCancelFlag();
    const progress = createProgress((words, fraction) => listeners.forEach((listener) => listener(words, fraction)));
    const work: WorkContext = { cancel: sharedCancelSignal(cancelFlag), report() {} };
    const { tables, references, retainers, tree, sizes, dominated } = startPasses(place, columns, progress, work);
    const filed = tables.then((found) => reach('constructors', found));
    const referred = Promise.all([filed, references]).then(([, more]) => reach('references', more));
    const kept = Promise.all([referred, retainers]).then(([, found]) => reach('references', found));
    const complete = Promise.all([referred, sizes]).then(([, more]) => reach('complete', more));
    const all = Promise.all([kept, complete, tree, dominated]).then(([, , found, more]) => {
      reach('complete', more);
      place.release(found, columns);
    });
    for (const promise of [filed, referred, kept, complete]) promise.catch(() => {}); // whoever waits is told
    const tryAgain = (): void => {
      if (rest?.cancelFlag === cancelFlag) rest = null; // the next who needs more does
    };
    const levels = all.then(async () => reach('complete', await place.crew.run('retainingLevels', { heap: columns.heap, retaining: columns.retaining!, scratch: regionFor(place, columns.heap.nodeCount) }, work)));
    levels.then(onAll, tryAgain).finally(releaseMemorySoon);
    return { references: referred, complete, all, paths: levels, ended: Promise.allSettled([tables, references, retainers, sizes, dominated, levels]), cancelFlag };
  };
  rest = goOn();

  const waitFor = async (step: 'references' | 'complete' | 'all' | 'paths', { cancel, report }: WorkContext): Promise<void> => {
    rest ??= goOn();
    listeners.add(report);
    try {
      await untilCancelled(rest[step], cancel);
    } finally {
      listeners.delete(report);
    }
  };

  return {
    get stage() {
      return stage;
    },
    get analysis() {
      return analysis;
    },
    get columns() {
      return columns;
    },
    async wait(wanted, waiting) {
      if (isBefore(stage, wanted)) await waitFor(wanted === 'references' ? 'references' : 'complete', waiting);
      return analysis;
    },
    async waitForAll(waiting) {
      if (!analysis.dominated) await waitFor('all', waiting);
      return analysis as HeapAnalysis;
    },
    async waitForPaths(waiting) {
      if (!analysis.retainingLevelByNode) await waitFor('paths', waiting);
      return analysis as HeapAnalysis;
    },
    replaceColumns(replaced) {
      columns = replaced;
      analysis = openAnalysis(columns);
      rest = null; // nothing is left to do, and what it held may go
      place.leaveMemory();
      releaseMemorySoon();
    },
    async stop() {
      if (!rest) return;
      Atomics.store(rest.cancelFlag, 0, 1);
      await rest.ended;
    },
  };
}

/** A run that has nothing left to do. */
export function finishedRun(columns: AnalysisColumns): AnalysisRun {
  const analysis = openAnalysis(columns) as HeapAnalysis;
  return { stage: 'complete', analysis, columns, wait: () => Promise.resolve(analysis), waitForAll: () => Promise.resolve(analysis), waitForPaths: () => Promise.resolve(analysis), replaceColumns() {}, stop: () => Promise.resolve() };
}

function isBefore(a: AnalysisStage, b: AnalysisStage): boolean {
  return ANALYSIS_STAGES.indexOf(a) < ANALYSIS_STAGES.indexOf(b);
}

/** Share of the rest that each step takes on the longest way through it, for the progress bar. Measured on 1.1 GB. */
const SHARES: Readonly<Record<PassStep, number>> = { numbering: 0.5, dominators: 0.3, sizes: 0.2 };
const STEP_WORDS: Readonly<Record<PassStep, string>> = { numbering: 'Computing distances', dominators: 'Computing dominators', sizes: 'Computing retained sizes' };

/** Tells how far the steps are together. */
function createProgress(report: ReportProgress): (step: PassStep, fraction: number) => void {
  const done: Record<PassStep, number> = { numbering: 0, dominators: 0, sizes: 0 };
  return (step, fraction) => {
    done[step] = fraction;
    report(STEP_WORDS[step], (Object.keys(SHARES) as PassStep[]).reduce((sum, name) => sum + SHARES[name] * done[name], 0));
  };
}
