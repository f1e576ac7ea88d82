/**
 * The plan of an analysis: which pass runs when, on a crew of threads, and what is known after each stage. A run goes on behind the
 * questions, can be stopped, and goes on from the last stage when somebody needs more.
 */
import { ANALYSIS_STAGES, type AnalysisStage } from '../../protocol/rows.ts';
import { allDone } from '../base/allDone.ts';
import { NEVER_CANCELLED, sharedCancelSignal, type CancelSignal } from '../base/cancel.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { WorkContext } from '../base/workContext.ts';
import type { ConstructorStage, DominatedIndex, HeapAnalysis, PartialAnalysis, ReferenceStage } from '../analysis/heapAnalysis.ts';
import { indexDominated } from '../analysis/retainedSizes.ts';
import type { WeakMapPairs } from '../analysis/weakMapPairs.ts';
import type { Crew } from '../crew/crew.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
import { buildHeapGraph } from '../model/heapGraphBuilder.ts';
import { newCancelFlag } from '../threads/asking.ts';
import { releaseMemory } from '../threads/releaseMemory.ts';
import { untilCancelled } from './untilCancelled.ts';

export interface AnalysisRun {
  readonly stage: AnalysisStage;
  /** What is known at this stage. A new object at each. */
  readonly analysis: PartialAnalysis;
  /** What is known once `stage` is reached; goes on with a stopped run. Errors: those of the analysis, cancelled. */
  wait(stage: AnalysisStage, context: WorkContext): Promise<PartialAnalysis>;
  /** Ends what runs; what is reached stays. Answers once nothing runs any more. */
  stop(): Promise<void>;
}

/** What the first stage leaves for the others. */
interface Start {
  readonly known: ConstructorStage;
  readonly pairs: WeakMapPairs;
}

/** The work from the first to the last stage, in progress. */
interface Rest {
  readonly references: Promise<ReferenceStage>;
  readonly complete: Promise<HeapAnalysis>;
  /** No task runs any more, whatever came of them. */
  readonly ended: Promise<unknown>;
  readonly cancelFlag: Int32Array;
}

/** Share of the rest that each task takes, for the progress bar. Measured on 1.1 GB. */
const SHARES = { retainers: 0.2, numbering: 0.22, distances: 0.2, dominators: 0.38 } as const;
const STAGE_WORDS = { retainers: 'Finding retainers', numbering: 'Ordering the graph', distances: 'Computing distances', dominators: 'Computing dominators' } as const;

/** Runs the first stage, and starts the others. Errors: cancelled, outOfMemory. */
export async function startAnalysis(crew: Crew, heap: HeapColumns, context: WorkContext): Promise<AnalysisRun> {
  const start = await findConstructors(crew, heap, context);
  let stage: AnalysisStage = 'constructors';
  let analysis: PartialAnalysis = start.known;
  let rest: Rest | null = null;
  const listeners = new Set<ReportProgress>();

  const goOn = (): Rest => {
    const cancelFlag = newCancelFlag();
    const begun = continueAnalysis(crew, start, { cancel: sharedCancelSignal(cancelFlag), report: (words, fraction) => listeners.forEach((listener) => listener(words, fraction)) });
    const reach = (reached: AnalysisStage) => (known: PartialAnalysis) => {
      if (isBefore(stage, reached)) [stage, analysis] = [reached, known];
    };
    begun.references.then(reach('references')).catch(() => {}); // whoever waits is told
    begun.complete.then(reach('complete')).catch(() => {
      if (rest?.cancelFlag === cancelFlag) rest = null; // the next who needs more tries again
    });
    return { ...begun, cancelFlag };
  };
  rest = goOn();

  return {
    get stage() {
      return stage;
    },
    get analysis() {
      return analysis;
    },
    async wait(wanted, { cancel, report }) {
      if (!isBefore(stage, wanted)) return analysis;
      rest ??= goOn();
      listeners.add(report);
      try {
        return await untilCancelled(wanted === 'references' ? rest.references : rest.complete, cancel);
      } finally {
        listeners.delete(report);
      }
    },
    async stop() {
      if (!rest) return;
      Atomics.store(rest.cancelFlag, 0, 1);
      await rest.ended;
    },
  };
}

function isBefore(a: AnalysisStage, b: AnalysisStage): boolean {
  return ANALYSIS_STAGES.indexOf(a) < ANALYSIS_STAGES.indexOf(b);
}

async function findConstructors(crew: Crew, heap: HeapColumns, { cancel, report }: WorkContext): Promise<Start> {
  report('Grouping by constructor', 0);
  const quiet = { cancel, report() {} };
  const [{ shallowBytesByNode, ...sizes }, { classification, interfaces, pairs }] = await allDone([crew.run('shallowSizes', { heap }, quiet), crew.run('classify', { heap }, quiet)]);
  const classes = await crew.run('classTable', { classification, shallowBytesByNode }, quiet);
  report('Grouping by constructor', 1);
  return { known: { graph: buildHeapGraph(heap), ...sizes, shallowBytesByNode, classes, interfaces }, pairs };
}

/** Two lines of work, each for one thread: depth-first numbers, then dominators; and retainers, which both need, then distances. */
function continueAnalysis(crew: Crew, { known, pairs }: Start, { cancel, report }: WorkContext): Omit<Rest, 'cancelFlag'> {
  const done: Record<keyof typeof SHARES, number> = { retainers: 0, numbering: 0, distances: 0, dominators: 0 };
  const contextOf = (task: keyof typeof SHARES): WorkContext => ({
    cancel,
    report(_words, fraction) {
      done[task] = fraction;
      report(STAGE_WORDS[task], Object.entries(SHARES).reduce((sum, [name, share]) => sum + share * done[name as keyof typeof SHARES], 0));
    },
  });
  const finished = async <Result>(task: keyof typeof SHARES, work: Promise<Result>): Promise<Result> => {
    const result = await work;
    contextOf(task).report('', 1);
    return result;
  };
  const { shallowBytesByNode, classes } = known;
  const heap = known.graph.columns;
  const numbering = finished('numbering', crew.run('numbering', { heap, pairs }, contextOf('numbering')));
  const retainers = finished('retainers', crew.run('retainers', { heap, pairs }, contextOf('retainers')));
  const distances = retainers.then(() => finished('distances', crew.run('distances', { heap, pairs, classes, shallowBytesByNode }, contextOf('distances'))));
  const dominators = Promise.all([numbering, retainers]).then(([numbered, retainers]) =>
    finished('dominators', crew.run('dominators', { heap, ...numbered, retainers, classes, shallowBytesByNode }, contextOf('dominators'))),
  );
  const references = Promise.all([numbering, retainers, distances]).then(([{ retaining }, retainers, distances]): ReferenceStage => ({ ...known, retainers, retaining, ...distances }));
  const complete = Promise.all([references, dominators]).then(([references, dominators]) => withDominated({ ...references, ...dominators }));
  const ended = Promise.allSettled([numbering, retainers, distances, dominators]); // their errors are told by `complete`
  complete.then(releaseMemory).catch(() => {});
  return { references, complete, ended };
}

function withDominated(analysis: Omit<HeapAnalysis, 'dominated'>): HeapAnalysis {
  let dominated: DominatedIndex | null = null;
  return { ...analysis, dominated: () => (dominated ??= indexDominated(analysis.dominatorByNode, NEVER_CANCELLED)) };
}

/** Everything at once, for callers that have no use for stages. */
export async function analyzeHeap(crew: Crew, heap: HeapColumns, { cancel, report }: { cancel: CancelSignal; report: ReportProgress }): Promise<HeapAnalysis> {
  const start = await findConstructors(crew, heap, { cancel, report: (words, fraction) => report(words, 0.25 * fraction) });
  const rest = continueAnalysis(crew, start, { cancel, report: (words, fraction) => report(words, 0.25 + 0.75 * fraction) });
  rest.references.catch(() => {}); // told by `complete`
  return rest.complete;
}
