/**
 * The plan of an analysis: which pass runs when, on a crew of threads, what is known after each stage, and which columns are in memory
 * meanwhile. A run goes on behind the questions, can be stopped, and goes on from the last stage when somebody needs more.
 */
import { ANALYSIS_STAGES, type AnalysisStage } from '../../protocol/rows.ts';
import { allDone } from '../base/allDone.ts';
import { sharedCancelSignal } from '../base/cancel.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { WorkContext } from '../base/workContext.ts';
import { openAnalysis, type AnalysisColumns, type ConstructorColumns, type DominatorColumns, type HeapAnalysis, type PartialAnalysis, type ReferenceColumns } from '../analysis/heapAnalysis.ts';
import type { DominatorTree } from '../analysis/dominators.ts';
import type { ColumnSource } from '../base/numberColumn.ts';
import type { HeapColumns } from '../model/heapGraph.ts';
import { newCancelFlag } from '../threads/asking.ts';
import { releaseMemorySoon } from '../threads/releaseMemory.ts';
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
    const { references, dominators, sizes, dominated } = startPasses(place, columns, progress, work);
    const referred = references.then((more) => reach('references', more));
    const kept = Promise.all([referred, dominators]).then(([, { retainers }]) => reach('references', retainers));
    const complete = Promise.all([kept, sizes]).then(([, more]) => reach('complete', more));
    const all = Promise.all([complete, dominators, dominated]).then(([, { tree }, more]) => {
      reach('complete', more);
      place.release(tree, columns);
    });
    for (const promise of [referred, kept, complete]) promise.catch(() => {}); // whoever waits is told
    const tryAgain = (): void => {
      if (rest?.cancelFlag === cancelFlag) rest = null; // the next who needs more does
    };
    const levels = all.then(async () => reach('complete', await place.crew.run('retainingLevels', { heap: columns.heap, retaining: columns.retaining!, scratch: regionFor(place, columns.heap.nodeCount) }, work)));
    levels.then(onAll, tryAgain).finally(releaseMemorySoon);
    return { references: referred, complete, all, ended: Promise.allSettled([references, sizes, dominated, levels]), cancelFlag };
  };
  rest = goOn();

  const waitFor = async (step: 'references' | 'complete' | 'all', { cancel, report }: WorkContext): Promise<void> => {
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
  return { stage: 'complete', analysis, columns, wait: () => Promise.resolve(analysis), waitForAll: () => Promise.resolve(analysis), replaceColumns() {}, stop: () => Promise.resolve() };
}

/** The same with all columns on disk, which only views read from now on, and the few others in memory of their own: nothing refers to the arena any more. */
export async function keepAll(place: Workplace, columns: AnalysisColumns, context: WorkContext): Promise<AnalysisColumns> {
  const { firstRetainerByNode, wordByRetainer } = columns;
  return place.takeOut({ ...columns, ...(await keepColumns(place, { firstRetainerByNode, wordByRetainer }, context)), heap: await keepColumns(place, columns.heap, context) });
}

/** Whether the analysis would take more than it may if all columns stayed in memory until its end: two words an edge, and 33 bytes a node. */
function isTight({ memoryBytes }: Workplace, { nodeCount, edgeCount }: HeapColumns): boolean {
  return PROCESS_BYTES + 8 * edgeCount + 33 * nodeCount > memoryBytes;
}

/** Node.js with its threads, before it has anything to do. */
const PROCESS_BYTES = 95e6;

function isBefore(a: AnalysisStage, b: AnalysisStage): boolean {
  return ANALYSIS_STAGES.indexOf(a) < ANALYSIS_STAGES.indexOf(b);
}

async function findConstructors(place: Workplace, heap: HeapColumns, { cancel, report }: WorkContext): Promise<ConstructorColumns> {
  report('Grouping by constructor', 0);
  const { crew } = place;
  const quiet = { cancel, report() {} };
  const [{ totalBytes, ...sizes }, { classification, interfaces }] = await allDone([crew.run('shallowSizes', { heap }, quiet), crew.run('classify', { heap }, quiet)]);
  const [table, kept] = await allDone([
    crew.run('classTable', { classification, ...sizes, scratch: regionFor(place, heap.nodeCount) }, quiet),
    keepColumns(place, { ...textsOf(heap), ...heap.locations }, quiet),
  ]);
  report('Grouping by constructor', 1);
  place.release([classification, sizes, heap.selfBytesByNode, heap.strings, heap.locations], [table, kept]);
  const { bytes, ends, count: _count, ...locations } = kept;
  const strings = 'texts' in heap.strings ? heap.strings : { bytes: bytes!, ends: ends! };
  return { heap: { ...heap, selfBytesByNode: null, strings, locations: { ...heap.locations, ...locations } }, ...table, interfaces, totalBytes };
}

function textsOf({ strings }: HeapColumns): { bytes?: ColumnSource; ends?: ColumnSource } {
  return 'texts' in strings ? {} : strings;
}

/** The same with all columns where views read them. */
async function keepColumns<Table extends object>(place: Workplace, table: Table, context: WorkContext): Promise<Table> {
  const entries = Object.entries(table).filter((entry): entry is [string, ColumnSource] => ArrayBuffer.isView(entry[1]));
  const bytes = entries.reduce((sum, [, column]) => sum + (column as Uint8Array).byteLength + 64, 0);
  const kept = await place.crew.run('keep', { columns: entries.map(([, column]) => column), scratch: place.scratch && place.scratch.reserve(bytes) }, context);
  return { ...table, ...Object.fromEntries(entries.map(([name], index) => [name, kept[index]])) };
}

/** Share of the rest that each step takes on the longest way through it, for the progress bar. Measured on 1.1 GB. */
const SHARES = { numbering: 0.5, dominators: 0.3, sizes: 0.2 } as const;
type Step = keyof typeof SHARES;
const STEP_WORDS: Readonly<Record<Step, string>> = { numbering: 'Computing distances', dominators: 'Computing dominators', sizes: 'Computing retained sizes' };

/** Tells how far the steps are together. */
function createProgress(report: ReportProgress): (step: Step, fraction: number) => void {
  const done: Record<Step, number> = { numbering: 0, dominators: 0, sizes: 0 };
  return (step, fraction) => {
    done[step] = fraction;
    report(STEP_WORDS[step], (Object.keys(SHARES) as Step[]).reduce((sum, name) => sum + SHARES[name] * done[name], 0));
  };
}

type RetainerColumns = Pick<ReferenceColumns, 'firstRetainerByNode' | 'wordByRetainer'>;

/** What the passes behind the constructors find. Each of them may fail. */
interface Passes {
  readonly references: Promise<ReferenceColumns & Pick<ConstructorColumns, 'heap'>>;
  readonly dominators: Promise<{ readonly tree: DominatorTree; readonly retainers: RetainerColumns }>;
  readonly sizes: Promise<Pick<DominatorColumns, 'retainedBytesByNode' | 'retainedBytesByClass'>>;
  readonly dominated: Promise<Pick<DominatorColumns, 'dominatorByNode' | 'firstDominatedByNode' | 'nodeByDominated'>>;
}

/**
 * Gives the crew all passes behind the constructors, each as soon as what it needs is there. On two threads one numbers the nodes, finds the
 * dominators and sums up what they retain, which takes longest; the other turns the edges round and measures distances meanwhile. Where
 * memory is short, fewer passes have their columns at the same time, the edges go to disk before the dominators, and the retainers meanwhile.
 */
function startPasses(place: Workplace, { heap, classByNode, shallowBytesByNode, classes: { classCount } }: ConstructorColumns, progress: ReturnType<typeof createProgress>, context: WorkContext): Passes {
  const { crew } = place;
  const { nodeCount } = heap;
  const isShort = isTight(place, heap);
  const region = () => regionFor(place, nodeCount);
  releaseMemorySoon();
  const pairs = crew.run('weakMapPairs', { heap }, context);
  const numbering = pairs.then((found) => crew.run('numbering', { heap, pairs: found }, context));
  const turnRound = async () => crew.run('retainers', { heap, pairs: await pairs }, context);
  const measure = async () => {
    const distanceByNode = await crew.run('distances', { heap, pairs: await pairs }, context);
    const distances = await crew.run('nearest', { distanceByNode, shallowBytesByNode, classByNode, classCount, scratch: region() }, context);
    place.release(distanceByNode, distances);
    return distances;
  };
  // What takes less memory comes first where there is little.
  const firstDistances = isShort ? measure() : null;
  const retainers = isShort ? allDone([numbering, firstDistances]).then(turnRound) : turnRound();
  const distances = firstDistances ?? retainers.then(measure);
  const order = async () => {
    const [{ numbering: reached, retaining }, found] = await allDone([numbering, retainers]);
    const complete = await crew.run('completeNumbering', { heap, retaining, retainers: found, numbering: reached }, context);
    progress('numbering', 1);
    return { retaining, complete };
  };
  const ordered = order();
  const refer = async () => {
    const [{ retaining }, found, measured] = await allDone([ordered, retainers, distances]);
    return { retaining, ...found, ...measured, heap: isShort ? await keepColumns(place, heap, context) : heap };
  };
  const references = refer();
  const dominate = async () => {
    const [{ retaining, complete }, found] = await allDone([ordered, retainers, isShort ? references : null]);
    releaseMemorySoon();
    const [tree, kept] = await allDone([
      crew.run('dominators', { retaining, numbering: complete, retainers: found }, { ...context, report: (_, fraction) => progress('dominators', fraction) }),
      isShort ? keepColumns<RetainerColumns>(place, found, context) : found,
    ]);
    progress('dominators', 1);
    place.release(complete, [tree, retaining]);
    return { tree, retainers: kept };
  };
  const dominators = dominate();
  const sumUp = async () => {
    const { tree } = await dominators;
    const sizes = await crew.run('retainedSizes', { tree, classByNode, classCount, shallowBytesByNode, scratch: region() }, context);
    progress('sizes', 1);
    return sizes;
  };
  return {
    references,
    dominators,
    sizes: sumUp(),
    dominated: dominators.then(({ tree }) => crew.run('dominated', { tree, scratch: region() }, context)),
  };
}
