/**
 * The plan of an analysis: which pass runs when, on a crew of threads, what is known after each stage, and which columns are in memory
 * meanwhile. A run goes on behind the questions, can be stopped, and goes on from the last stage when somebody needs more.
 */
import { ANALYSIS_STAGES, type AnalysisStage } from '../../protocol/rows.ts';
import { allDone } from '../base/allDone.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import type { Bytes } from '../../protocol/units.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { WorkContext } from '../base/workContext.ts';
import {
  openConstructors,
  openDominators,
  openReferences,
  type ConstructorColumns,
  type DominatorColumns,
  type HeapAnalysis,
  type PartialAnalysis,
  type ReferenceColumns,
  type ReferenceStage,
} from '../analysis/heapAnalysis.ts';
import { createRetainerIndex } from '../analysis/retainers.ts';
import type { ScratchFile, ScratchRegion } from '../columnFile/scratchFile.ts';
import type { Crew } from '../crew/crew.ts';
import type { CaptureData } from '../crew/readTasks.ts';
import { newCancelFlag } from '../threads/asking.ts';
import { releaseMemorySoon } from '../threads/releaseMemory.ts';
import { untilCancelled } from './untilCancelled.ts';

export interface AnalysisRun {
  readonly stage: AnalysisStage;
  /** What is known at this stage. A new object at each. */
  readonly analysis: PartialAnalysis;
  /** What `analysis` reads, as plain data. */
  readonly columns: ConstructorColumns & Partial<ReferenceColumns & DominatorColumns>;
  /** What is known once `stage` is reached; goes on with a stopped run. Errors: those of the analysis, cancelled. */
  wait(stage: AnalysisStage, context: WorkContext): Promise<PartialAnalysis>;
  /** Ends what runs; what is reached stays. Answers once nothing runs any more. */
  stop(): Promise<void>;
}

/** The work from the first to the last stage, in progress. */
interface Rest {
  readonly references: Promise<ReferenceStage>;
  readonly complete: Promise<HeapAnalysis>;
  /** No task runs any more, whatever came of them. */
  readonly ended: Promise<unknown>;
  readonly cancelFlag: Int32Array;
}

/** What the tasks of one run share. */
interface Workplace {
  readonly crew: Crew;
  /** Where columns are kept that only views read; null: in memory. */
  readonly scratch: ScratchFile | null;
}

/** Runs the first stage, and starts the others. Errors: cancelled, outOfMemory. */
export async function startAnalysis(place: Workplace, capture: Pick<CaptureData, 'heap' | 'hot'>, context: WorkContext): Promise<AnalysisRun> {
  const first = await findConstructors(place, capture, context);
  const known = openConstructors(first);
  let stage: AnalysisStage = 'constructors';
  let analysis: PartialAnalysis = known;
  let columns: AnalysisRun['columns'] = first;
  let rest: Rest | null = null;
  const listeners = new Set<ReportProgress>();

  const reach = <Stage extends PartialAnalysis>(reached: AnalysisStage, opened: Stage, more: Partial<AnalysisRun['columns']>): Stage => {
    if (isBefore(stage, reached)) [stage, analysis, columns] = [reached, opened, { ...columns, ...more }];
    return opened;
  };
  const goOn = (): Rest => {
    const cancelFlag = newCancelFlag();
    const progress = createProgress((words, fraction) => listeners.forEach((listener) => listener(words, fraction)));
    const work: WorkContext = { cancel: sharedCancelSignal(cancelFlag), report() {} };
    const found = findReferences(place, first, progress, work);
    const references = found.then(({ columns: more }) => reach('references', openReferences(known, more), more));
    const dominators = found.then((reference) => findDominators(place, first, reference, progress, work));
    const complete = Promise.all([references, dominators]).then(([reference, more]) => reach('complete', openDominators(reference, more), more));
    references.catch(() => {}); // whoever waits is told
    complete.catch(() => {
      if (rest?.cancelFlag === cancelFlag) rest = null; // the next who needs more tries again
    });
    return { references, complete, ended: Promise.allSettled([references, complete]), cancelFlag };
  };
  rest = goOn();

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

/** Rows of 8 bytes at most, three columns of them. */
function regionFor({ scratch }: Workplace, rows: number): ScratchRegion | null {
  const bytes: Bytes = 24 * (rows + 64);
  return scratch && scratch.reserve(bytes);
}

async function findConstructors(place: Workplace, { heap, hot }: Pick<CaptureData, 'heap' | 'hot'>, { cancel, report }: WorkContext): Promise<ConstructorColumns> {
  report('Grouping by constructor', 0);
  const { crew } = place;
  const quiet = { cancel, report() {} };
  const inMemory = { heap: { ...heap, ...hot } };
  const [{ totalBytes, ...sizes }, { classification, interfaces }] = await allDone([crew.run('shallowSizes', inMemory, quiet), crew.run('classify', inMemory, quiet)]);
  const [table, pairs] = await allDone([crew.run('classTable', { classification, ...sizes, scratch: regionFor(place, heap.nodeCount) }, quiet), crew.run('weakMapPairs', inMemory, quiet)]);
  report('Grouping by constructor', 1);
  releaseMemorySoon();
  return { heap, ...table, interfaces, pairs, totalBytes };
}

/** Share of the rest that each step takes, for the progress bar. Measured on 1.1 GB. */
const SHARES = { numbering: 0.3, distances: 0, retainers: 0.15, dominators: 0.55 } as const;
type Step = keyof typeof SHARES;
const STEP_WORDS: Readonly<Record<Step, string>> = { numbering: 'Computing distances', distances: 'Computing distances', retainers: 'Finding retainers', dominators: 'Computing dominators' };

/** Tells how far the steps are together. */
function createProgress(report: ReportProgress): (step: Step, fraction: number) => void {
  const done: Record<Step, number> = { numbering: 0, distances: 0, retainers: 0, dominators: 0 };
  return (step, fraction) => {
    done[step] = fraction;
    report(STEP_WORDS[step], (Object.keys(SHARES) as Step[]).reduce((sum, name) => sum + SHARES[name] * done[name], 0));
  };
}

/** The searches over the edges, one a thread; then retainers, on all threads. */
async function findReferences(place: Workplace, first: ConstructorColumns, progress: ReturnType<typeof createProgress>, context: WorkContext) {
  const { crew } = place;
  const { heap, pairs, classByNode, shallowBytesByNode, classes } = first;
  const { nodeCount, rootNode } = heap;
  const number = async () => {
    const retaining = { rootNode, pageObjects: await crew.run('pageObjects', { heap }, context), pairs };
    const numbering = await crew.run('numbering', { heap, retaining }, context);
    progress('numbering', 1);
    return { retaining, numbering };
  };
  const measure = async () => {
    const distances = await crew.run('distances', { heap, pairs, shallowBytesByNode, classByNode, classCount: classes.classCount, scratch: regionFor(place, nodeCount) }, context);
    progress('distances', 1);
    return distances;
  };
  releaseMemorySoon();
  const [{ retaining, numbering: reached }, distances] = await allDone([number(), measure()]);
  releaseMemorySoon();
  const retainers = createRetainerIndex(heap);
  const bounds = Array.from({ length: crew.size + 1 }, (_, index) => Math.floor((nodeCount * index) / crew.size));
  await allDone(bounds.slice(1).map((end, index) => crew.run('retainers', { heap, pairs, retainers, range: { first: bounds[index]!, end } }, context)));
  progress('retainers', 1);
  const numbering = await crew.run('completeNumbering', { heap, retaining, retainers, numbering: reached }, context);
  return { numbering, retainers, columns: { ...retainers, retaining, ...distances } satisfies ReferenceColumns };
}

/** Dominators on one thread, then what follows from them on two. */
async function findDominators(place: Workplace, { heap, classByNode, classes, shallowBytesByNode }: ConstructorColumns, { numbering, retainers, columns: { retaining } }: Awaited<ReturnType<typeof findReferences>>, progress: ReturnType<typeof createProgress>, context: WorkContext): Promise<DominatorColumns> {
  const { crew } = place;
  const tree = await crew.run('dominators', { retaining, numbering, retainers }, { ...context, report: (_, fraction) => progress('dominators', 0.8 * fraction) });
  releaseMemorySoon();
  const [dominated, sizes] = await allDone([
    crew.run('dominated', { dominatorByNode: tree.dominatorByNode, scratch: regionFor(place, heap.nodeCount) }, context),
    crew.run('retainedSizes', { tree, classByNode, classCount: classes.classCount, shallowBytesByNode, scratch: regionFor(place, heap.nodeCount) }, context),
  ]);
  progress('dominators', 1);
  return { ...dominated, ...sizes };
}
